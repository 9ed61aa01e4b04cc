package social.nova.deploy.stack;

import java.nio.file.Path;
import java.util.EnumMap;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import social.nova.deploy.host.DataDirectory;

/// The stack's process: starts what the environment names no server for, reports in `<data>/run/stack.json`, and runs
/// until SIGTERM. A server that is killed is started again; when that fails this process ends, with 1, and the
/// launcher starts the whole again.
@Command(name = "stack", description = "Runs PostgreSQL, Redis, Kafka, S3 and SMTP on 127.0.0.1.")
public final class StackMain implements Callable<Integer> {

    private static final Logger LOG = LoggerFactory.getLogger(StackMain.class);

    @Option(names = "--data", required = true, description = "The data directory.")
    private Path data = Path.of("data");

    @Option(names = "--port", description = "A port to prefer, as in redis=16379.")
    private Map<String, Integer> ports = Map.of();

    public static void main(String[] arguments) {
        var exit = new CommandLine(new StackMain()).execute(arguments);
        if (exit != 0) {
            System.exit(exit);
        }
    }

    @Override
    public Integer call() throws InterruptedException {
        var directory = DataDirectory.at(data);
        var report = StackReport.file(directory);
        EmbeddedStack stack;
        try {
            stack = EmbeddedStack.start(directory, StackService.neededWith(System.getenv()), wishedPorts());
        } catch (StackFailure e) {
            LOG.error("the stack cannot run: {}", e.getMessage(), e);
            return CommandLine.ExitCode.SOFTWARE;
        }
        var finished = new CountDownLatch(1);
        var stopping = new AtomicBoolean();
        Runtime.getRuntime().addShutdownHook(new Thread(() -> {
            stopping.set(true);
            report.delete();
            stack.close();
            LOG.info("the stack has stopped");
            finished.countDown();
        }));
        report.write(new StackReport(ProcessHandle.current().pid(), stack.addresses(), stack.environment()));
        LOG.info("the stack is ready: {}", stack.addresses());
        var _ = stack.ended().thenAccept(service -> {
            if (!stopping.get()) {
                LOG.error("{} does not come back, the stack ends", service.label());
                System.exit(CommandLine.ExitCode.SOFTWARE);
            }
        });
        finished.await();
        return CommandLine.ExitCode.OK;
    }

    private Map<StackService, Integer> wishedPorts() {
        var wished = new EnumMap<StackService, Integer>(StackService.class);
        for (var service : StackService.values()) {
            if (ports.containsKey(service.label())) {
                wished.put(service, ports.get(service.label()));
            }
        }
        return wished;
    }
}

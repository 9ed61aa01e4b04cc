package social.nova.deploy.launcher;

import java.net.http.HttpClient;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import social.nova.deploy.host.Leftovers;
import social.nova.deploy.stack.StackReport;

/// Runs the stack and the nodes of one `./nova up` until it is asked to stop.
///
/// ```
///            stack ready        all ready            stop
///   stack ───────────────▶ nodes ─────────▶ running ──────▶ nodes end ──▶ stack ends
///                            ▲                │
///                            └── back-off ◀── node ends unasked: the cluster is told, then it is started again
/// ```
///
/// One thread does everything here and never waits; ends of processes, answers and timers come to it as tasks.
final class Supervisor {

    private static final Duration STACK_POLL = Duration.ofMillis(100);
    private static final Duration NODE_POLL = Duration.ofMillis(250);
    private static final Duration PROGRESS = Duration.ofSeconds(5);
    private static final Duration NODES_GRACE = Duration.ofSeconds(30);
    private static final Duration STACK_GRACE = Duration.ofSeconds(15);
    private static final int ATTEMPTS_AT_FIRST = 2;
    private static final int LINES_OF_A_FAILURE = 20;

    private final LauncherSettings settings;
    private final Terminal terminal;
    private final NodeEnvironment environment;
    private final Readiness readiness;
    private final MemberDownNotice notice;
    private final ScheduledExecutorService thread = Executors.newSingleThreadScheduledExecutor(
            Thread.ofPlatform().name("supervisor").factory());
    private final CompletableFuture<Integer> finished = new CompletableFuture<>();
    private final long begun = System.nanoTime();

    private final Supervised stack;
    private final List<Node> nodes;
    private Map<String, String> stackEnvironment = Map.of();
    private boolean announced;
    private boolean stopping;
    private int exitCode;

    private record Node(NodeAddress address, Supervised child) {}

    Supervisor(LauncherSettings settings, Terminal terminal, HttpClient http, String managementSecret) {
        this.settings = settings;
        this.terminal = terminal;
        this.readiness = new Readiness(http);
        this.notice = new MemberDownNotice(http, managementSecret);
        var addresses = settings.addresses();
        var secrets = NodeSecrets.environment(settings.data(), settings.environment());
        this.environment = new NodeEnvironment(settings.environment(), secrets, managementSecret, addresses);
        var clock = InstantSource.system();
        this.stack = new Supervised(LauncherState.Child.STACK, "stack", Map.of(), clock);
        this.nodes = addresses.stream()
                .map(node ->
                        new Node(node, new Supervised(LauncherState.Child.NODE, node.name(), node.addresses(), clock)))
                .toList();
    }

    /// Starts everything; completes with the exit code when everything has ended again.
    CompletableFuture<Integer> run() {
        perform(() -> {
            if (settings.needsStack()) {
                startStack();
            } else {
                nodes.forEach(this::startNode);
            }
            progress();
        });
        return finished;
    }

    /// Ends the nodes, then the stack, each in order.
    void stop() {
        perform(() -> stop(0));
    }

    private void startStack() {
        if (stopping) {
            return;
        }
        var report = StackReport.file(settings.data());
        var arguments = new ArrayList<>(List.of("--data", settings.data().root().toString()));
        stack.snapshot().addresses().forEach((service, address) -> {
            arguments.add("--port");
            arguments.add(service + "=" + address.substring(address.lastIndexOf(':') + 1));
        });
        report.delete();
        start(stack, settings.stack().command(settings.data(), arguments), settings.environment(), this::stackEnded);
    }

    private void start(Supervised child, List<String> command, Map<String, String> variables, EndOfChild whenEnded) {
        var process = ChildProcess.start(
                child.name(), command, variables, settings.data().log(child.name()));
        child.started(process);
        process.ended()
                .thenAccept(exit -> perform(() -> {
                    if (child.runs(process)) {
                        whenEnded.ended(exit);
                    }
                }));
        save();
        if (child == stack) {
            pollStack(process);
        }
    }

    private interface EndOfChild {
        void ended(int exit);
    }

    private void pollStack(ChildProcess process) {
        if (!stack.runs(process) || stack.state() != ChildState.STARTING) {
            return;
        }
        StackReport.file(settings.data())
                .read()
                .filter(report -> report.pid() == process.pid())
                .ifPresentOrElse(this::stackReady, () -> later(STACK_POLL, () -> pollStack(process)));
    }

    private void stackReady(StackReport report) {
        stack.ready();
        stack.addresses(report.addresses());
        terminal.say("stack is ready (%s s)", seconds());
        var moved = !stackEnvironment.isEmpty() && !stackEnvironment.equals(report.environment());
        stackEnvironment = report.environment();
        save();
        for (var node : nodes) {
            if (moved) { // its end is taken for one unasked: it comes back with the new addresses
                node.child().process().ifPresent(ChildProcess::askToEnd);
            } else if (!announced) {
                startNode(node);
            }
        }
    }

    private void stackEnded(int exit) {
        var wasReady = stack.hasBeenReady();
        stack.ended();
        save();
        if (stopping) {
            finish();
            return;
        }
        terminal.say("stack ended unasked (exit %d)", exit);
        if (!wasReady && !announced) {
            terminal.quote(new LogFile(settings.data().log("stack")).tail(LINES_OF_A_FAILURE));
            stop(1);
        } else {
            later(stack.backoff().delay(), this::startStack);
        }
    }

    private void startNode(Node node) {
        if (stopping || node.child().process().isPresent()) {
            return;
        }
        var command = settings.node().command(settings.data(), List.of());
        start(node.child(), command, environment.of(node.address(), stackEnvironment), exit -> nodeEnded(node, exit));
        node.child().process().ifPresent(process -> pollNode(node, process));
    }

    private void pollNode(Node node, ChildProcess process) {
        if (!node.child().runs(process) || node.child().state() != ChildState.STARTING) {
            return;
        }
        readiness
                .of(node.address().readiness())
                .thenAccept(ready -> perform(() -> {
                    if (!ready) {
                        later(NODE_POLL, () -> pollNode(node, process));
                    } else if (node.child().runs(process) && node.child().state() == ChildState.STARTING) {
                        nodeReady(node);
                    }
                }));
    }

    private void nodeReady(Node node) {
        node.child().ready();
        save();
        terminal.say("%s is ready (%s s)", node.child().name(), seconds());
        if (!announced && nodes.stream().allMatch(each -> each.child().state() == ChildState.READY)) {
            announced = true;
            new Announcement(settings).lines().forEach(terminal::say);
        }
    }

    private void nodeEnded(Node node, int exit) {
        var child = node.child();
        var wasReady = child.hasBeenReady();
        child.ended();
        if (stopping) {
            save();
            stopStackWhenNodesEnded();
            return;
        }
        // The notice first: the new process takes the address of the old one, and must not be meant by it.
        notice.send(node.address(), liveBut(node)).thenAccept(taker -> perform(() -> comeBack(node, exit, taker)));
        save();
        if (!wasReady && !announced) {
            terminal.say("%s ended (exit %d) before it was ready:", child.name(), exit);
            terminal.quote(new LogFile(settings.data().log(child.name())).tail(LINES_OF_A_FAILURE));
            if (child.backoff().failures() >= ATTEMPTS_AT_FIRST) {
                stop(1);
            }
        }
    }

    private void comeBack(Node node, int exit, Optional<NodeAddress> taker) {
        if (stopping) {
            return;
        }
        var delay = node.child().backoff().delay();
        terminal.say(
                "%s ended unasked (exit %d)%s; starting it again%s",
                node.child().name(),
                exit,
                taker.map(member -> ", " + member.name() + " told the cluster").orElse(""),
                delay.isZero() ? "" : " in " + delay.toSeconds() + " s");
        later(delay, () -> startNode(node));
    }

    /// Members to tell, those that are ready first.
    private List<NodeAddress> liveBut(Node ended) {
        return Stream.of(ChildState.READY, ChildState.STARTING)
                .flatMap(state -> nodes.stream().filter(node -> node.child().state() == state))
                .filter(node -> node != ended)
                .map(Node::address)
                .toList();
    }

    private void stop(int code) {
        if (stopping) {
            return;
        }
        stopping = true;
        exitCode = code;
        terminal.say("stopping; Ctrl-C again kills");
        nodes.forEach(node -> node.child().askToEnd());
        save();
        later(NODES_GRACE, () -> nodes.forEach(node -> node.child().process().ifPresent(ChildProcess::kill)));
        stopStackWhenNodesEnded();
    }

    private void stopStackWhenNodesEnded() {
        if (nodes.stream().anyMatch(node -> node.child().process().isPresent())) {
            return;
        }
        if (stack.process().isEmpty()) {
            finish();
        } else if (stack.state() != ChildState.STOPPING) {
            stack.askToEnd();
            save();
            later(STACK_GRACE, () -> stack.process().ifPresent(ChildProcess::kill));
        }
    }

    private void finish() {
        if (nodes.stream().anyMatch(node -> node.child().process().isPresent())) {
            return; // the stack went first, by itself; the nodes' ends lead here again
        }
        Leftovers.all(settings.data()).stop(Duration.ofSeconds(5));
        LauncherState.file(settings.data()).delete();
        terminal.say("stopped (%s s after the start)", seconds());
        thread.shutdownNow();
        finished.complete(exitCode);
    }

    private void progress() {
        later(PROGRESS, () -> {
            if (announced || stopping) {
                return;
            }
            var waitedFor = Stream.concat(
                            settings.needsStack() ? Stream.of(stack) : Stream.empty(),
                            nodes.stream().map(Node::child))
                    .filter(child -> child.state() == ChildState.STARTING)
                    .map(Supervised::name)
                    .collect(Collectors.joining(", "));
            terminal.say("waiting for %s (%s s)", waitedFor, seconds());
            progress();
        });
    }

    private void save() {
        var children = new ArrayList<LauncherState.Child>();
        if (settings.needsStack()) {
            children.add(stack.snapshot());
        }
        nodes.forEach(node -> children.add(node.child().snapshot()));
        LauncherState.file(settings.data()).write(new LauncherState(children));
    }

    private String seconds() {
        return "%.1f".formatted(Duration.ofNanos(System.nanoTime() - begun).toMillis() / 1_000.0);
    }

    private void perform(Runnable task) {
        later(Duration.ZERO, task);
    }

    private void later(Duration delay, Runnable task) {
        if (!thread.isShutdown()) {
            thread.schedule(() -> guarded(task), delay.toMillis(), TimeUnit.MILLISECONDS);
        }
    }

    /// A defect here must not leave children nobody watches.
    private void guarded(Runnable task) {
        try {
            task.run();
        } catch (RuntimeException e) {
            terminal.say("the launcher failed: %s", e);
            if (stopping) {
                finished.complete(1);
            } else {
                stop(1);
            }
        }
    }
}

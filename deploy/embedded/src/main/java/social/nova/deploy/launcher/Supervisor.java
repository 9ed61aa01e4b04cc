package social.nova.deploy.launcher;

import java.net.http.HttpClient;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import social.nova.deploy.host.Leftovers;
import social.nova.deploy.launcher.Children.Node;
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
    private static final Duration LEFTOVERS_GRACE = Duration.ofSeconds(5);
    private static final int ATTEMPTS_AT_FIRST = 2;
    /// What a node ends with when its settings are wrong: starting it again cures nothing.
    private static final int BAD_SETTINGS = 78;
    private static final int LINES_OF_A_FAILURE = 20;

    private final LauncherSettings settings;
    private final Terminal terminal;
    private final NodeEnvironment environment;
    private final Readiness readiness;
    private final MemberDownNotice notice;
    private final EventLoop loop = new EventLoop("supervisor", this::defect);
    private final CompletableFuture<Integer> finished = new CompletableFuture<>();
    private final long begun = System.nanoTime();

    private final Children children;
    private final Supervised stack;
    private final List<Node> nodes;
    private Map<String, String> stackEnvironment = Map.of();
    private boolean announced;
    private boolean stopping;
    private int exitCode;

    Supervisor(LauncherSettings settings, Terminal terminal, HttpClient http, String managementSecret) {
        this.settings = settings;
        this.terminal = terminal;
        this.readiness = new Readiness(http);
        this.notice = new MemberDownNotice(http, managementSecret);
        var addresses = settings.addresses();
        var secrets = NodeSecrets.environment(settings.data(), settings.environment());
        this.environment = new NodeEnvironment(settings.environment(), secrets, managementSecret, addresses);
        this.children = Children.of(settings, InstantSource.system());
        this.stack = children.stack();
        this.nodes = children.nodes();
    }

    /// Starts everything; completes with the exit code when everything has ended again.
    CompletableFuture<Integer> run() {
        loop.perform(() -> {
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
        loop.perform(() -> stop(0));
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
        var process = ChildProcess.start(child.name(), command, variables, settings.data());
        child.started(process);
        var _ = process.ended()
                .thenAccept(exit -> loop.perform(() -> {
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
                .ifPresentOrElse(this::stackReady, () -> loop.later(STACK_POLL, () -> pollStack(process)));
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
        var lastWords = stack.lastWords(LINES_OF_A_FAILURE);
        stack.ended();
        save();
        if (stopping) {
            finish();
            return;
        }
        terminal.say("stack ended unasked (exit %d)", exit);
        if (!wasReady && !announced) {
            terminal.quote(lastWords);
            stop(1);
        } else {
            loop.later(stack.backoff().delay(), this::startStack);
        }
    }

    private void startNode(Node node) {
        if (stopping || node.child().process().isPresent()) {
            return;
        }
        var command = settings.command(node.address());
        start(node.child(), command, environment.of(node.address(), stackEnvironment), exit -> nodeEnded(node, exit));
        node.child().process().ifPresent(process -> pollNode(node, process));
    }

    private void pollNode(Node node, ChildProcess process) {
        if (!node.child().runs(process) || node.child().state() != ChildState.STARTING) {
            return;
        }
        var _ = readiness
                .of(node.address().readiness())
                .thenAccept(ready -> loop.perform(() -> {
                    if (!ready) {
                        loop.later(NODE_POLL, () -> pollNode(node, process));
                    } else if (node.child().runs(process) && node.child().state() == ChildState.STARTING) {
                        nodeReady(node);
                    }
                }));
    }

    private void nodeReady(Node node) {
        node.child().ready();
        save();
        terminal.say("%s is ready (%s s)", node.child().name(), seconds());
        if (!announced && children.allNodesReady()) {
            announced = true;
            new Announcement(settings).lines().forEach(terminal::say);
        }
    }

    private void nodeEnded(Node node, int exit) {
        var child = node.child();
        var wasReady = child.hasBeenReady();
        var lastWords = child.lastWords(LINES_OF_A_FAILURE);
        child.process().ifPresent(ChildProcess::killOrphans);
        child.ended();
        if (stopping) {
            save();
            stopStackWhenNodesEnded();
            return;
        }
        // The notice first: the new process takes the address of the old one, and must not be meant by it.
        var _ = notice.send(node.address(), children.liveBut(node))
                .thenAccept(taker -> loop.perform(() -> comeBack(node, exit, taker)));
        save();
        if (!wasReady && !announced) {
            terminal.say("%s ended (exit %d) before it was ready:", child.name(), exit);
            terminal.quote(lastWords);
            if (exit == BAD_SETTINGS || child.backoff().failures() >= ATTEMPTS_AT_FIRST) {
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
        loop.later(delay, () -> startNode(node));
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
        loop.later(
                NODES_GRACE, () -> nodes.forEach(node -> node.child().process().ifPresent(ChildProcess::kill)));
        stopStackWhenNodesEnded();
    }

    private void stopStackWhenNodesEnded() {
        if (children.anyNodeRuns()) {
            return;
        }
        if (stack.process().isEmpty()) {
            finish();
        } else if (stack.state() != ChildState.STOPPING) {
            stack.askToEnd();
            save();
            loop.later(STACK_GRACE, () -> stack.process().ifPresent(ChildProcess::kill));
        }
    }

    private void finish() {
        if (children.anyNodeRuns()) {
            return; // the stack went first, by itself; the nodes' ends lead here again
        }
        Leftovers.all(settings.data()).stop(LEFTOVERS_GRACE);
        LauncherState.file(settings.data()).delete();
        terminal.say("stopped (%s s after the start)", seconds());
        loop.end();
        finished.complete(exitCode);
    }

    private void progress() {
        loop.later(PROGRESS, () -> {
            if (announced || stopping) {
                return;
            }
            terminal.say("waiting for %s (%s s)", children.starting(), seconds());
            progress();
        });
    }

    private void save() {
        LauncherState.file(settings.data()).write(children.snapshot());
    }

    private String seconds() {
        return "%.1f".formatted(Duration.ofNanos(System.nanoTime() - begun).toMillis() / 1_000.0);
    }

    /// A defect here must not leave children nobody watches.
    private void defect(RuntimeException e) {
        terminal.say("the launcher failed: %s", e);
        if (stopping) {
            Leftovers.all(settings.data()).stop(Duration.ZERO);
            finished.complete(1);
        } else {
            stop(1);
        }
    }
}

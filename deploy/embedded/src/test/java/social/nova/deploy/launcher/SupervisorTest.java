package social.nova.deploy.launcher;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.http.HttpClient;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import social.nova.deploy.host.DataDirectory;
import social.nova.deploy.host.Leftovers;
import social.nova.deploy.host.Port;
import social.nova.deploy.launcher.LauncherSettings.JavaProgram;
import social.nova.deploy.stack.StackService;

class SupervisorTest {

    private static final Duration PATIENCE = Duration.ofSeconds(20);
    private static final String SECRET = "secret-of-this-run";

    @TempDir
    Path directory;

    private final HttpClient http = Readiness.newClient();
    private final StringWriter output = new StringWriter();
    private DataDirectory data = DataDirectory.at(Path.of(System.getProperty("java.io.tmpdir")));

    @BeforeEach
    void useDirectory() {
        data = DataDirectory.at(directory);
    }

    @AfterEach
    void endEverything() {
        Leftovers.all(data).stop(Duration.ZERO);
        http.close();
    }

    @Test
    void killedNodeIsReportedToTheClusterAndStartedAgain() throws IOException {
        var supervisor = supervisor(3, FakeNode.class.getName());
        var finished = supervisor.run();
        awaitAllReady();
        var killed = child("node-2");

        var killedAt = System.currentTimeMillis();
        ProcessHandle.of(pid(killed)).orElseThrow().destroyForcibly();

        var told = directory.resolve("told-node-1");
        await().atMost(PATIENCE).until(() -> Files.exists(told) && Files.size(told) > 0);
        var words = Files.readString(told).split(" ", 2);
        assertThat(words[1].strip()).matches("\\{\"address\":\"127\\.0\\.0\\.2:\\d+\"}");
        assertThat(Long.parseLong(words[0]) - killedAt).isLessThan(1_000);
        awaitAllReady();
        assertThat(child("node-2").pid()).isNotEqualTo(killed.pid());
        stop(supervisor, finished, 0);
    }

    @Test
    void nodeThatNeverStartsEndsTheRunWithItsLastWords() {
        var supervisor = supervisor(1, "no.such.Main");

        assertThat(supervisor.run()).succeedsWithin(PATIENCE).isEqualTo(1);
        assertThat(output.toString()).contains("node-1 ended (exit 1)", "no.such.Main");
    }

    @Test
    void whatIsWrittenDownIsCheckedAgainstWhatRuns() {
        var supervisor = supervisor(1, FakeNode.class.getName());
        var finished = supervisor.run();
        awaitAllReady();
        var recorded = state();
        var live = new LiveState(data, new Readiness(http));

        assertThat(live.of(recorded, true)).isEqualTo(recorded);
        stop(supervisor, finished, 0);
        assertThat(live.of(recorded, true).processes())
                .extracting(LauncherState.Child::state)
                .containsExactly(ChildState.DOWN);
        assertThat(live.of(recorded, false)).isEqualTo(LauncherState.NOTHING);
    }

    private Supervisor supervisor(int nodes, String nodeMain) {
        var environment = new HashMap<>(System.getenv());
        for (var service : StackService.values()) {
            environment.put(service.variable(), "elsewhere");
        }
        var node = new JavaProgram(List.of("-Xmx64m"), System.getProperty("java.class.path"), nodeMain);
        var settings =
                new LauncherSettings(data, NodeAddress.first(nodes, freePorts()), Map.copyOf(environment), node, node);
        return new Supervisor(settings, new Terminal(new PrintWriter(output)), http, SECRET);
    }

    private static NodePorts freePorts() {
        var taken = new HashSet<Integer>();
        for (var i = 0; i < 5; i++) {
            taken.add(new Port("127.0.0.1", 8080).orAnyFree(taken).number());
        }
        var ports = List.copyOf(taken);
        return new NodePorts(ports.get(0), ports.get(1), ports.get(2), ports.get(3), ports.get(4));
    }

    private void stop(Supervisor supervisor, CompletableFuture<Integer> finished, int exit) {
        supervisor.stop();
        assertThat(finished)
                .succeedsWithin(PATIENCE.toSeconds(), TimeUnit.SECONDS)
                .isEqualTo(exit);
        assertThat(Leftovers.all(data).find()).isEmpty();
        assertThat(state()).isEqualTo(LauncherState.NOTHING);
    }

    private void awaitAllReady() {
        await().atMost(PATIENCE)
                .until(() -> !state().processes().isEmpty()
                        && state().processes().stream().allMatch(child -> child.state() == ChildState.READY));
    }

    private LauncherState.Child child(String name) {
        return state().processes().stream()
                .filter(child -> child.name().equals(name))
                .findFirst()
                .orElseThrow();
    }

    private static long pid(LauncherState.Child child) {
        return Objects.requireNonNull(child.pid());
    }

    private LauncherState state() {
        return LauncherState.file(data).read().orElse(LauncherState.NOTHING);
    }
}

package social.nova.deploy.launcher;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import social.nova.deploy.host.DataDirectory;
import social.nova.deploy.host.JsonFile;

class LauncherStateTest {

    @TempDir
    Path directory;

    @Test
    void isWrittenAsStatusPromises() throws Exception {
        var node = NodeAddress.first(1, NodePorts.from(Map.of())).getFirst();
        var state = new LauncherState(
                List.of(new LauncherState.Child("node", "node-1", 1L, List.of(), node.addresses(), ChildState.READY)));

        var expected = """
                {"processes": [{"kind": "node", "name": "node-1", "pid": 1, "roles": [],
                  "addresses": {"api": "127.0.0.1:8080", "messaging": "127.0.0.1:8085",
                                "search": "127.0.0.1:8081", "management": "127.0.0.1:8558"},
                  "state": "ready"}]}""";
        assertThat(JsonFile.MAPPER.readTree(JsonFile.MAPPER.writeValueAsString(state)))
                .isEqualTo(JsonFile.MAPPER.readTree(expected));
    }

    @Test
    void isReadBackAsWritten() {
        var file = LauncherState.file(DataDirectory.at(directory));
        var stack = new LauncherState.Child(
                "stack", "stack", null, List.of(), Map.of("redis", "127.0.0.1:16379"), ChildState.DOWN);

        file.write(new LauncherState(List.of(stack)));

        assertThat(file.read()).contains(new LauncherState(List.of(stack)));
    }

    @Test
    void processIdUsedAgainByAnotherProgramIsNotTakenForTheChild() {
        var data = DataDirectory.at(directory);
        var own = ProcessHandle.current().pid();
        var state = new LauncherState(
                List.of(new LauncherState.Child("node", "node-1", own, List.of(), Map.of(), ChildState.READY)));

        try (var http = Readiness.newClient()) {
            var live = new LiveState(data, new Readiness(http)).of(state, false);
            assertThat(live.processes()).isEmpty();
        }
    }
}

package social.nova.deploy.launcher;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import social.nova.deploy.host.DataDirectory;
import social.nova.deploy.host.JsonFile;

/// The launcher's view of its children, kept in `<data>/run/launcher.json` for the other commands. `status --json`
/// prints the same, corrected by what is true now.
record LauncherState(List<Child> processes) {

    static final LauncherState NOTHING = new LauncherState(List.of());

    static JsonFile<LauncherState> file(DataDirectory data) {
        return new JsonFile<>(data.run().resolve("launcher.json"), LauncherState.class);
    }

    /// @param kind `node` or `stack`
    /// @param pid null while it has no process
    record Child(
            String kind,
            String name,
            @Nullable Long pid,
            List<String> roles,
            Map<String, String> addresses,
            ChildState state) {

        static final String NODE = "node";
        static final String STACK = "stack";

        Child withState(ChildState newState) {
            var newPid = newState == ChildState.DOWN ? null : pid;
            return new Child(kind, name, newPid, roles, addresses, newState);
        }
    }
}

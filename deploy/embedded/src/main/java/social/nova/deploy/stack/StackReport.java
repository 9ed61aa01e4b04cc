package social.nova.deploy.stack;

import java.util.Map;
import social.nova.deploy.host.DataDirectory;
import social.nova.deploy.host.JsonFile;

/// What a ready stack tells the launcher, in `<data>/run/stack.json`.
///
/// @param pid the stack's process; a report of another one is an old report
/// @param addresses `host:port` by the service's label
/// @param environment what a node needs in its environment to use the stack; carries passwords
public record StackReport(long pid, Map<String, String> addresses, Map<String, String> environment) {

    public static JsonFile<StackReport> file(DataDirectory data) {
        return new JsonFile<>(data.run().resolve("stack.json"), StackReport.class);
    }

    @Override
    public String toString() {
        return "StackReport[pid=%d, addresses=%s]".formatted(pid, addresses);
    }
}

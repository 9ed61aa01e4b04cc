package social.nova.loadtest.run;

import java.util.Optional;

/// A node of a run as its launcher sees it.
///
/// @param pid 0 while there is no process
/// @param ready whether it says so itself, now
/// @param api `host:port`, as the two that follow
public record Node(String name, long pid, boolean ready, String api, String messaging, String management) {

    public Optional<ProcessHandle> process() {
        return pid == 0 ? Optional.empty() : ProcessHandle.of(pid);
    }

    /// Every node of a run has its own.
    public String host() {
        return api.substring(0, api.indexOf(':'));
    }

    @Override
    public String toString() {
        return "%s (pid %d)".formatted(name, pid);
    }
}

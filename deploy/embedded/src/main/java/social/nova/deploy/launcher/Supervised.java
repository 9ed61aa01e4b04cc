package social.nova.deploy.launcher;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// One child over all its processes: what it does now and how often it has failed. Only the supervisor's thread uses
/// it.
final class Supervised {

    private final String kind;
    private final String name;
    private final List<String> roles;
    private final InstantSource clock;
    private Map<String, String> addresses;
    private ChildState state = ChildState.DOWN;
    private Backoff backoff = Backoff.NONE;
    private @Nullable ChildProcess process;
    private @Nullable Instant readySince;

    Supervised(String kind, String name, List<String> roles, Map<String, String> addresses, InstantSource clock) {
        this.kind = kind;
        this.name = name;
        this.roles = roles;
        this.addresses = addresses;
        this.clock = clock;
    }

    String name() {
        return name;
    }

    ChildState state() {
        return state;
    }

    /// Its process, while it has one.
    Optional<ChildProcess> process() {
        return Optional.ofNullable(process);
    }

    boolean runs(ChildProcess other) {
        return other.equals(process);
    }

    /// The end of what its process has written; nothing while it has none.
    List<String> lastWords(int lines) {
        return process == null ? List.of() : process.lastWords(lines);
    }

    Backoff backoff() {
        return backoff;
    }

    boolean hasBeenReady() {
        return readySince != null;
    }

    void started(ChildProcess newProcess) {
        process = newProcess;
        readySince = null;
        state = ChildState.STARTING;
    }

    void ready() {
        readySince = clock.instant();
        state = ChildState.READY;
    }

    void addresses(Map<String, String> newAddresses) {
        addresses = newAddresses;
    }

    void askToEnd() {
        if (process != null) {
            state = ChildState.STOPPING;
            process.askToEnd();
        }
    }

    void ended() {
        var readyFor = readySince == null ? Duration.ZERO : Duration.between(readySince, clock.instant());
        backoff = backoff.afterEnd(readyFor);
        process = null;
        state = ChildState.DOWN;
    }

    LauncherState.Child snapshot() {
        var pid = process == null ? null : process.pid();
        return new LauncherState.Child(kind, name, pid, roles, addresses, state);
    }
}

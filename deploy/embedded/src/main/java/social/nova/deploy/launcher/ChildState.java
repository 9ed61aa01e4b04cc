package social.nova.deploy.launcher;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.Locale;

/// What a child process is doing.
enum ChildState {
    /// Its process runs; it has not been ready yet.
    @JsonProperty("starting")
    STARTING,
    /// It serves.
    @JsonProperty("ready")
    READY,
    /// Its process runs and has been ready, but does not say so now.
    @JsonProperty("unready")
    UNREADY,
    /// It was asked to end.
    @JsonProperty("stopping")
    STOPPING,
    /// It has no process; under a live launcher it is about to be started again.
    @JsonProperty("down")
    DOWN;

    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }
}

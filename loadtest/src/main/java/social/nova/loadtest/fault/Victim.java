package social.nova.loadtest.fault;

import java.util.Locale;

/// Which node.
public enum Victim {
    /// The one that holds a conversation.
    HOLDER,
    RANDOM,
    /// The one that holds the cluster's coordinators.
    OLDEST;

    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }
}

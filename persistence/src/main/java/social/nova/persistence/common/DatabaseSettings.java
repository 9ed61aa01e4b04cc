package social.nova.persistence.common;

import java.time.Duration;
import social.nova.protocols.settings.Secret;
import social.nova.protocols.settings.Section;

/// PostgreSQL and the connections of one node.
///
/// @param maxConnections all connections of this node together; the pools share them
/// @param idleTimeout after which a connection is closed that nobody needed, down to half of each pool
/// @param connectTimeout how long a request waits for a free connection before it fails as unavailable
/// @param maxWaiting requests that may wait for a connection at once; further ones fail at once
public record DatabaseSettings(
        DatabaseUrl url, int maxConnections, Duration idleTimeout, Duration connectTimeout, int maxWaiting) {
    private static final int FIFTHS = 5;
    private static final int PROBE = 1;
    private static final int LEAST_CONNECTIONS = FIFTHS + PROBE;
    private static final DatabaseUrl UNSET = new DatabaseUrl("jdbc:postgresql://unset/unset", "unset", Secret.NONE);

    public static DatabaseSettings from(Section nova) {
        var url = nova.address("database-url", "an address like " + DatabaseUrl.FORM, DatabaseUrl::parse, UNSET);
        nova.refuseExample("database-url", url.password().value());
        return new DatabaseSettings(
                url,
                nova.integer("max-connections", LEAST_CONNECTIONS, 1_000),
                nova.seconds("pool-idle-timeout-seconds", Duration.ofSeconds(10), Duration.ofMinutes(25)),
                nova.duration("connect-timeout", Duration.ofMillis(250), Duration.ofSeconds(30)),
                nova.integer("max-waiting", 1, 1_000_000));
    }

    /// Connections of the journal, snapshots and their queries.
    public int journalPool() {
        return maxConnections * 2 / FIFTHS;
    }

    /// Connections of the reads and short transactions of requests.
    public int queryPool() {
        return maxConnections * 2 / FIFTHS;
    }

    /// Connections of projections, so that they cannot starve requests. One of the rest is for [DatabaseWatch].
    public int projectionPool() {
        return maxConnections - journalPool() - queryPool() - PROBE;
    }

    /// Connections of a pool that stay open when nobody needs them.
    public static int minIdle(int pool) {
        return (pool + 1) / 2;
    }
}

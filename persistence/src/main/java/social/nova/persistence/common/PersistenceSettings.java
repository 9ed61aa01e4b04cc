package social.nova.persistence.common;

import com.typesafe.config.Config;
import java.time.Duration;

/// `nova.persistence`, read once at start.
///
/// @param database where PostgreSQL is
/// @param queryPool connections for the reads and short transactions of requests
/// @param projectionPool connections for projections, so that they cannot starve requests
/// @param connectTimeout how long a request waits for a free connection before it fails as unavailable
/// @param maxWaiting requests that may wait for a connection at once; further ones fail at once
/// @param redisUrl where Redis is
/// @param redisPool Redis commands under way at once
/// @param masterKeyset the keyset that wraps every user's data key, as Tink JSON
public record PersistenceSettings(
        DatabaseUrl database,
        int queryPool,
        int projectionPool,
        Duration connectTimeout,
        int maxWaiting,
        String redisUrl,
        int redisPool,
        String masterKeyset) {

    public static PersistenceSettings from(Config config) {
        var nova = config.getConfig("nova.persistence");
        return new PersistenceSettings(
                DatabaseUrl.parse(nova.getString("database-url")),
                nova.getInt("query-pool"),
                nova.getInt("projection-pool"),
                nova.getDuration("connect-timeout"),
                nova.getInt("max-waiting"),
                nova.getString("redis-url"),
                nova.getInt("redis-pool"),
                nova.getString("master-keyset"));
    }

    @Override
    public String toString() {
        return "PersistenceSettings[database=%s, masterKeyset=***]".formatted(database);
    }
}

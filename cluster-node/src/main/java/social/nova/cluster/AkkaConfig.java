package social.nova.cluster;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import social.nova.persistence.common.DatabaseSettings;
import social.nova.persistence.common.Installation;
import social.nova.protocols.settings.HostPort;

/// What Akka needs in another form than operators write it, laid over everything that was read. Carries passwords.
final class AkkaConfig {
    private static final String JOURNAL = "akka-persistence-jdbc.shared-databases.slick.db.";

    private AkkaConfig() {}

    static Config of(NodeSettings settings, Installation installation) {
        var cluster = settings.cluster();
        var values = new HashMap<String, Object>(journal(settings.persistence().database()));
        values.put("akka.cluster.roles", cluster.roles());
        values.put("akka.cluster.app-version", Version.CURRENT);
        values.put("akka.discovery.config.services.nova.endpoints", endpoints(cluster.contactPoints()));
        values.put("akka.loglevel", settings.logs().debugsAkka() ? "DEBUG" : "INFO");
        values.put(InstallationChecker.KEY, installation.fingerprint());
        return ConfigFactory.parseMap(values, "settings of this node").withFallback(settings.all());
    }

    private static Map<String, Object> journal(DatabaseSettings database) {
        var pool = database.journalPool();
        return Map.of(
                JOURNAL + "url",
                database.url().jdbc(),
                JOURNAL + "user",
                database.url().user(),
                JOURNAL + "password",
                database.url().password().value(),
                JOURNAL + "numThreads",
                pool,
                JOURNAL + "maxConnections",
                pool,
                JOURNAL + "minConnections",
                DatabaseSettings.minIdle(pool),
                JOURNAL + "idleTimeout",
                database.idleTimeout().toMillis(),
                "akka.projection.jdbc.blocking-jdbc-dispatcher.thread-pool-executor.fixed-pool-size",
                database.projectionPool());
    }

    private static List<Map<String, Object>> endpoints(List<HostPort> contactPoints) {
        return contactPoints.stream()
                .map(point -> Map.<String, Object>of("host", point.host(), "port", point.port()))
                .toList();
    }
}

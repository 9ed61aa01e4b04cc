package social.nova.cluster;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import social.nova.persistence.common.DatabaseUrl;
import social.nova.persistence.common.Installation;

/// `nova.cluster`, read once at start.
///
/// @param roles what this node does, of [#API], [#ENTITY] and `media`
/// @param contactPoints where other nodes may be found, each `host:management-port`
public record ClusterSettings(String nodeName, List<String> roles, List<String> contactPoints) {
    public static final String API = "api";
    public static final String ENTITY = "entity";

    public static ClusterSettings from(Config config) {
        var nova = config.getConfig("nova.cluster");
        return new ClusterSettings(
                nova.getString("node-name"), list(nova.getString("roles")), list(nova.getString("contact-points")));
    }

    public boolean hasRole(String role) {
        return roles.contains(role);
    }

    /// What Akka needs in another form than operators write it, over everything in `config`.
    Config completing(Config config, DatabaseUrl database, Installation installation) {
        var journal = "akka-persistence-jdbc.shared-databases.slick.db.";
        var endpoints = contactPoints.stream().map(ClusterSettings::endpoint).toList();
        return ConfigFactory.parseMap(Map.of(
                        "akka.cluster.roles",
                        roles,
                        "akka.cluster.app-version",
                        Version.CURRENT,
                        "akka.discovery.config.services.nova.endpoints",
                        endpoints,
                        InstallationChecker.KEY,
                        installation.fingerprint(),
                        journal + "url",
                        database.jdbc(),
                        journal + "user",
                        database.user(),
                        journal + "password",
                        database.password()))
                .withFallback(config);
    }

    private static Map<String, Object> endpoint(String contactPoint) {
        var colon = contactPoint.lastIndexOf(':');
        if (colon < 1) {
            throw new IllegalArgumentException(
                    "nova.cluster.contact-points: expected host:port, not \"" + contactPoint + "\"");
        }
        return Map.of(
                "host", contactPoint.substring(0, colon), "port", Integer.parseInt(contactPoint.substring(colon + 1)));
    }

    private static List<String> list(String commaSeparated) {
        return Arrays.stream(commaSeparated.split(","))
                .map(String::strip)
                .filter(item -> !item.isEmpty())
                .toList();
    }
}

package social.nova.persistence.graph;

import java.net.URI;
import social.nova.protocols.settings.HostPort;
import social.nova.protocols.settings.Secret;
import social.nova.protocols.settings.Section;

/// Neo4j, for the graph of who follows whom.
///
/// @param enabled whether it is used at all
/// @param uri as Neo4j's drivers take it
/// @param password empty only where the graph is not enabled
public record GraphSettings(boolean enabled, URI uri, String user, Secret password) {
    private static final int DEFAULT_PORT = 7687;

    public static GraphSettings from(Section graph) {
        var enabled = graph.flag("enabled");
        var right = "the password of GRAPH_NEO4J_USER";
        return new GraphSettings(
                enabled,
                graph.url("uri", "neo4j", "neo4j+s", "neo4j+ssc", "bolt", "bolt+s", "bolt+ssc"),
                graph.text("user"),
                enabled
                        ? graph.secret("password", right)
                        : graph.optionalSecret("password", right).orElse(Secret.NONE));
    }

    public HostPort server() {
        return new HostPort(uri.getHost(), uri.getPort() < 0 ? DEFAULT_PORT : uri.getPort());
    }
}

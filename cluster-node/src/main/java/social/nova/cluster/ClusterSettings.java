package social.nova.cluster;

import java.time.Duration;
import java.util.List;
import social.nova.protocols.settings.HostPort;
import social.nova.protocols.settings.Secret;
import social.nova.protocols.settings.Section;
import social.nova.protocols.settings.SettingsReader;

/// `nova.cluster`, read once at start. Akka reads host, ports and the number of entities from the same keys.
///
/// @param roles what this node does, of [#API], [#ENTITY] and [#MEDIA]
/// @param host the private address other nodes reach this one at
/// @param contactPoints where other nodes may be found, at their management ports
/// @param toleratedSilence for which no node is ever given up
/// @param managementSecret empty: nobody may report a dead node
public record ClusterSettings(
        String nodeName,
        List<String> roles,
        String host,
        int port,
        int managementPort,
        List<HostPort> contactPoints,
        Duration toleratedSilence,
        Secret managementSecret) {
    public static final String API = "api";
    public static final String ENTITY = "entity";
    public static final String MEDIA = "media";
    private static final List<String> ROLES = List.of(API, ENTITY, MEDIA);
    private static final int SHORTEST_SECRET = 16;
    private static final Duration SHORTEST = Duration.ofSeconds(1);
    private static final Duration LONGEST = Duration.ofMinutes(5);

    public static ClusterSettings from(SettingsReader reader) {
        var nova = reader.section("nova.cluster");
        nova.integer("active-entities", 100, 100_000_000);
        var contactPoints = nova.hostPorts("contact-points");
        checkRequired(nova, contactPoints);
        return new ClusterSettings(
                nova.text("node-name"),
                nova.listOfSome("roles", "of %s, by commas".formatted(String.join(", ", ROLES)), ClusterSettings::role),
                privateHost(nova),
                nova.port("port"),
                nova.port("management-port"),
                contactPoints,
                toleratedSilence(reader),
                nova.optionalSecret(
                                "management-secret",
                                "at least %d characters".formatted(SHORTEST_SECRET),
                                ClusterSettings::longEnough)
                        .orElse(Secret.NONE));
    }

    public boolean hasRole(String role) {
        return roles.contains(role);
    }

    // Silence is noticed after the pause, at the soonest, and from then on the others wait until the picture is stable.
    private static Duration toleratedSilence(SettingsReader reader) {
        var cluster = reader.section("akka.cluster");
        var noticed = cluster.section("failure-detector").duration("acceptable-heartbeat-pause", SHORTEST, LONGEST);
        return noticed.plus(cluster.section("split-brain-resolver").duration("stable-after", SHORTEST, LONGEST));
    }

    private static void checkRequired(Section nova, List<HostPort> contactPoints) {
        var required = nova.integer("required-contact-points", 1, 1_000);
        var points = contactPoints.size();
        var majority = points / 2 + 1;
        if (nova.areSound("required-contact-points", "contact-points") && (required < majority || required > points)) {
            nova.wrong(
                    "required-contact-points",
                    Integer.toString(required),
                    "not a majority of the %d contact points, two clusters could form".formatted(points),
                    majority == points ? "%d".formatted(points) : "%d to %d".formatted(majority, points));
        }
    }

    private static String privateHost(Section nova) {
        return nova.parsed(
                "host",
                "the private address or name other nodes reach this one at",
                text -> {
                    if (text.equals("0.0.0.0") || text.equals("::") || !text.matches("[A-Za-z0-9._:-]+")) {
                        throw new IllegalArgumentException("not an address another node could connect to");
                    }
                    return text;
                },
                "");
    }

    private static String role(String text) {
        if (!ROLES.contains(text)) {
            throw new IllegalArgumentException("not a role");
        }
        return text;
    }

    private static String longEnough(String secret) {
        if (secret.length() < SHORTEST_SECRET) {
            throw new IllegalArgumentException("too short");
        }
        return secret;
    }
}

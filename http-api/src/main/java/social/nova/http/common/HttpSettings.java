package social.nova.http.common;

import com.typesafe.config.Config;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;

/// `nova.http`, read once at start.
///
/// @param production whether this is a real installation: no shortcut for developers is open there
/// @param host the address the three ports are bound to
/// @param port the user service: accounts, profiles, streams and everything not named below
/// @param messagingPort the messaging service, with its WebSocket
/// @param searchPort the search service
/// @param askTimeout how long a route waits for an entity before it answers 503
/// @param commandsPerEntity commands of this node under way to one entity; one more is answered 503
/// @param drainGrace how long a node that is told to end goes on serving, so that load balancers look away
/// @param corsOrigins origins whose pages may call this API from a browser
public record HttpSettings(
        boolean production,
        String host,
        int port,
        int messagingPort,
        int searchPort,
        Duration askTimeout,
        int commandsPerEntity,
        Duration drainGrace,
        List<String> corsOrigins,
        Tokens tokens,
        PasswordHash passwordHash) {
    private static final String PRODUCTION = "production";
    private static final String DEVELOPMENT = "development";
    private static final Duration MAX_DRAIN_GRACE = Duration.ofSeconds(10);

    /// @param privateKeyPem the RSA key that signs access tokens, PKCS#8 or PKCS#1
    /// @param accessExpiry how long an access token is valid
    /// @param refreshExpiry how long a refresh token is valid, and with it an unused session
    public record Tokens(String privateKeyPem, Duration accessExpiry, Duration refreshExpiry) {
        @Override
        public String toString() {
            return "Tokens[privateKeyPem=***, accessExpiry=%s, refreshExpiry=%s]"
                    .formatted(accessExpiry, refreshExpiry);
        }
    }

    /// Argon2id's cost, and how much of it a node does at once.
    ///
    /// @param memoryKib memory of one hash
    /// @param threads hashes computed at once
    /// @param queue hashes that may wait; further ones are refused with 503
    public record PasswordHash(int memoryKib, int iterations, int parallelism, int threads, int queue) {}

    /// @throws IllegalArgumentException if a value makes no sense; the message names its key
    public static HttpSettings from(Config config) {
        var nova = config.getConfig("nova.http");
        return new HttpSettings(
                isProduction(nova.getString("environment")),
                nova.getString("host"),
                nova.getInt("port"),
                nova.getInt("messaging-port"),
                nova.getInt("search-port"),
                nova.getDuration("ask-timeout"),
                nova.getInt("commands-per-entity"),
                drainGrace(nova),
                list(nova.getString("cors-allowed-origins")),
                tokens(nova.getConfig("tokens")),
                passwordHash(nova.getConfig("password-hash")));
    }

    private static boolean isProduction(String environment) {
        return switch (environment) {
            case PRODUCTION -> true;
            case DEVELOPMENT -> false;
            default ->
                throw new IllegalArgumentException("nova.http.environment (APP_ENV) is \"%s\"; expected %s or %s"
                        .formatted(environment, PRODUCTION, DEVELOPMENT));
        };
    }

    private static Duration drainGrace(Config nova) {
        if (!nova.hasPath("drain-grace")) {
            return isProduction(nova.getString("environment")) ? Duration.ofSeconds(5) : Duration.ofMillis(500);
        }
        var grace = nova.getDuration("drain-grace");
        if (grace.isNegative() || grace.compareTo(MAX_DRAIN_GRACE) > 0) {
            throw new IllegalArgumentException("nova.http.drain-grace (NOVA_DRAIN_GRACE) is %s; expected 0s to %s"
                    .formatted(grace, MAX_DRAIN_GRACE));
        }
        return grace;
    }

    private static Tokens tokens(Config config) {
        return new Tokens(
                // Environment files keep a key on one line, its line ends written as two characters.
                config.getString("private-key-pem").replace("\\n", "\n"),
                Duration.ofSeconds(config.getLong("access-expiry-seconds")),
                Duration.ofSeconds(config.getLong("refresh-expiry-seconds")));
    }

    private static PasswordHash passwordHash(Config config) {
        var threads = config.getInt("threads");
        return new PasswordHash(
                Math.toIntExact(config.getMemorySize("memory").toBytes() / 1024),
                config.getInt("iterations"),
                config.getInt("parallelism"),
                threads > 0 ? threads : Math.max(1, Runtime.getRuntime().availableProcessors() / 2),
                config.getInt("queue"));
    }

    private static List<String> list(String commaSeparated) {
        return Stream.of(commaSeparated.split(","))
                .map(String::strip)
                .filter(item -> !item.isEmpty())
                .toList();
    }
}

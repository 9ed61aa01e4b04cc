package social.nova.http.common;

import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import social.nova.protocols.settings.Secret;
import social.nova.protocols.settings.Section;
import social.nova.protocols.settings.SettingsReader;

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
/// @param corsOrigins origins whose pages may call this API from a browser, as browsers write them
/// @param loginAnswerStep answers that must not tell what was done come at multiples of this
/// @param trustedProxies whose `X-Forwarded-For` is believed
public record HttpSettings(
        boolean production,
        String host,
        int port,
        int messagingPort,
        int searchPort,
        PublicUrls publicUrls,
        Duration askTimeout,
        int commandsPerEntity,
        Duration drainGrace,
        List<String> corsOrigins,
        List<AddressRange> trustedProxies,
        RateLimit rateLimit,
        Tokens tokens,
        PasswordHash passwordHash,
        OAuthSettings oauth,
        Duration loginAnswerStep) {
    /// No access token is valid for longer than that, whatever is set.
    public static final Duration LONGEST_ACCESS_EXPIRY = Duration.ofDays(1);

    private static final String ORIGINS = "origins as browsers send them, like https://app.example.org, by commas";
    private static final Duration MAX_DRAIN_GRACE = Duration.ofSeconds(10);
    private static final Duration A_DAY = Duration.ofDays(1);
    private static final int HTTP = 80;
    private static final int HTTPS = 443;
    private static final int KIB = 1024;
    private static final int MIB = KIB * KIB;

    /// Where clients reach Nova. Absolute addresses in answers and mails begin with these, never with what a request
    /// says.
    public record PublicUrls(URI api, URI messaging, URI rtmp) {
        public boolean overHttps() {
            return "https".equals(api.getScheme());
        }

        /// The origin of pages at [#api], as browsers write it.
        String origin() {
            var port = api.getPort() == (overHttps() ? HTTPS : HTTP) ? -1 : api.getPort();
            return (api.getScheme() + "://" + api.getHost() + (port < 0 ? "" : ":" + port)).toLowerCase(Locale.ROOT);
        }
    }

    /// How many requests one user, or one address without a user, may send.
    ///
    /// @param enabled false only outside of production, for load runs
    /// @param window in which `maxRequests` count
    public record RateLimit(boolean enabled, int maxRequests, Duration window) {}

    /// @param privateKeyPem the RSA key that signs access tokens, PKCS#8 or PKCS#1
    /// @param accessExpiry how long an access token is valid
    /// @param refreshExpiry how long a refresh token is valid, and with it an unused session
    public record Tokens(Secret privateKeyPem, Duration accessExpiry, Duration refreshExpiry) {}

    /// Argon2id's cost, and how much of it a node does at once.
    ///
    /// @param memoryKib memory of one hash
    /// @param threads hashes computed at once
    /// @param queue hashes that may wait; further ones are refused with 503
    public record PasswordHash(int memoryKib, int iterations, int parallelism, int threads, int queue) {}

    public static HttpSettings from(SettingsReader reader) {
        var nova = reader.section("nova.http");
        return new HttpSettings(
                reader.production(),
                nova.host("host"),
                nova.port("port"),
                nova.port("messaging-port"),
                nova.port("search-port"),
                publicUrls(nova, reader.section("nova.media")),
                nova.duration("ask-timeout", Duration.ofMillis(100), Duration.ofMinutes(1)),
                nova.integer("commands-per-entity", 1, 4096),
                drainGrace(nova),
                nova.list("cors-allowed-origins", ORIGINS, HttpSettings::origin),
                nova.list("trusted-proxies", "addresses or ranges like 10.0.0.0/8, by commas", AddressRange::parse),
                rateLimit(nova.section("rate-limit")),
                tokens(nova.section("tokens")),
                passwordHash(nova.section("password-hash")),
                OAuthSettings.from(nova.section("oauth")),
                nova.duration("login-answer-step", Duration.ofMillis(10), Duration.ofSeconds(5)));
    }

    /// Origins whose pages may call this API from a browser: those that are set, and our own, whose page of the
    /// contract calls the other ports.
    public List<String> pages() {
        return Stream.concat(corsOrigins.stream(), Stream.of(publicUrls.origin()))
                .distinct()
                .toList();
    }

    private static PublicUrls publicUrls(Section nova, Section media) {
        return new PublicUrls(
                nova.optionalUrl("public-url", "https", "http")
                        .orElseGet(() -> URI.create("http://localhost:" + nova.port("port"))),
                nova.optionalUrl("public-messaging-url", "https", "http")
                        .orElseGet(() -> URI.create("http://localhost:" + nova.port("messaging-port"))),
                nova.optionalUrl("public-rtmp-url", "rtmp", "rtmps")
                        .orElseGet(() -> URI.create("rtmp://localhost:" + media.port("rtmp-port"))));
    }

    private static Duration drainGrace(Section nova) {
        var otherwise = nova.production() ? "drain-grace-in-production" : "drain-grace-in-development";
        return nova.duration(nova.isSet("drain-grace") ? "drain-grace" : otherwise, Duration.ZERO, MAX_DRAIN_GRACE);
    }

    private static RateLimit rateLimit(Section limit) {
        var enabled = limit.flag("enabled");
        if (!enabled && limit.production() && limit.areSound("enabled")) {
            limit.wrong("enabled", "false", "without limits in production", "true; false is for load runs elsewhere");
        }
        // Trying things out must not end after a minute.
        var otherwise = limit.production() ? "max-requests-in-production" : "max-requests-in-development";
        return new RateLimit(
                enabled,
                limit.integer(limit.isSet("max-requests") ? "max-requests" : otherwise, 1, 1_000_000_000),
                limit.seconds("window-seconds", Duration.ofSeconds(1), A_DAY));
    }

    private static Tokens tokens(Section tokens) {
        var privateKey = tokens.secret(
                "private-key-pem",
                "an RSA private key of 2048 bits or more in PEM, on one line with \\n for line ends; made by: openssl"
                        + " genpkey -algorithm RSA -pkeyopt rsa_keygen_bits:2048",
                HttpSettings::privateKey);
        checkPublicKey(tokens, privateKey);
        var access = tokens.seconds("access-expiry-seconds", Duration.ofSeconds(1), LONGEST_ACCESS_EXPIRY);
        var refresh = tokens.seconds("refresh-expiry-seconds", Duration.ofSeconds(2), Duration.ofDays(366));
        if (tokens.areSound("access-expiry-seconds", "refresh-expiry-seconds") && refresh.compareTo(access) <= 0) {
            tokens.wrong(
                    "refresh-expiry-seconds",
                    Long.toString(refresh.toSeconds()),
                    "not longer than an access token is valid",
                    "more than the %d of JWT_ACCESS_TOKEN_EXPIRY".formatted(access.toSeconds()));
        }
        return new Tokens(privateKey, access, refresh);
    }

    // Nothing needs it, the private key holds it; who sets it wants to be sure that the two are one pair.
    private static void checkPublicKey(Section tokens, Secret privateKey) {
        if (!tokens.isSet("public-key-pem")) {
            return;
        }
        var right = "the public key of JWT_PRIVATE_KEY_PEM in PEM, or nothing: it follows from the private one";
        tokens.secret("public-key-pem", right, text -> {
            var published = RsaPem.publicKey(lines(text));
            if (!privateKey.isEmpty() && !published.equals(RsaPem.publicKeyOf(RsaPem.privateKey(privateKey.value())))) {
                throw new IllegalArgumentException("the key of another private key");
            }
            return text;
        });
    }

    private static String privateKey(String text) {
        RsaPem.privateKey(lines(text));
        return lines(text).strip();
    }

    // Environment files keep a key on one line, its line ends written as two characters.
    private static String lines(String text) {
        return text.replace("\\n", "\n");
    }

    private static PasswordHash passwordHash(Section hash) {
        var memory = hash.bytes("memory", 8L * KIB, 1024L * MIB);
        var threads = hash.integer("threads", 0, 1_024);
        var machine = Runtime.getRuntime();
        return new PasswordHash(
                Math.toIntExact(memory / KIB),
                hash.integer("iterations", 1, 100),
                hash.integer("parallelism", 1, 16),
                threads > 0 ? threads : hashingThreads(memory, machine.maxMemory(), machine.availableProcessors()),
                hash.integer("queue", 1, 100_000));
    }

    /// As many threads as there are processors, and as a quarter of the heap has memory for; at least one.
    static int hashingThreads(long memory, long heap, int processors) {
        return Math.toIntExact(Math.clamp(heap / 4 / memory, 1, processors));
    }

    private static String origin(String text) {
        var origin = text.toLowerCase(Locale.ROOT);
        if (!origin.matches("https?://([a-z0-9.-]+|\\[[0-9a-f:.]+])(:\\d{1,5})?")) {
            throw new IllegalArgumentException(
                    origin.equals("*") ? "every page of the world" : "not an origin: scheme, host and port only");
        }
        return origin;
    }
}

package social.nova.http.common;

import static org.assertj.core.api.Assertions.assertThat;

import com.typesafe.config.ConfigFactory;
import java.net.InetAddress;
import java.net.URI;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.Arrays;
import java.util.Base64;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import social.nova.http.common.HttpSettings.RateLimit;
import social.nova.protocols.settings.Mistake;
import social.nova.protocols.settings.SettingsReader;

class HttpSettingsTest {
    private static final KeyPair KEY = rsa(2048);
    private static final KeyPair ANOTHER = rsa(2048);
    private static final int SPKI_HEAD_OF_A_2048_BIT_KEY = 24;

    @Test
    void isProductionUnlessTold() {
        assertThat(settings(Map.of()).production()).isTrue();
        assertThat(settings(Map.of("APP_ENV", "development")).production()).isFalse();
    }

    @Test
    void aNodeInProductionGivesLoadBalancersTimeToLookAway() {
        assertThat(settings(Map.of()).drainGrace()).isEqualTo(Duration.ofSeconds(5));
        assertThat(settings(Map.of("APP_ENV", "development")).drainGrace()).isEqualTo(Duration.ofMillis(500));
        assertThat(settings(Map.of("NOVA_DRAIN_GRACE", "2s")).drainGrace()).isEqualTo(Duration.ofSeconds(2));
        assertThat(mistake(Map.of("NOVA_DRAIN_GRACE", "1m")).toString()).contains("NOVA_DRAIN_GRACE");
    }

    @Test
    void readsAKeyWrittenOnOneLine() {
        var settings = settings(Map.of("JWT_PRIVATE_KEY_PEM", privatePem(KEY).replace("\n", "\\n")));

        assertThat(settings.tokens().privateKeyPem().value())
                .isEqualTo(privatePem(KEY).strip());
        assertThat(settings.toString()).doesNotContain("PRIVATE");
    }

    @Test
    void readsWhatTheEnvironmentSays() {
        var settings = settings(Map.of(
                "JWT_ACCESS_TOKEN_EXPIRY", "60",
                "JWT_REFRESH_TOKEN_EXPIRY", "120",
                "CORS_ALLOWED_ORIGINS", "http://localhost:3000, HTTPS://App.Example.org",
                "TRUSTED_PROXIES", "10.0.0.0/8,::1",
                "NOVA_PUBLIC_URL", "https://nova.example.org/",
                "NOVA_PUBLIC_MESSAGING_URL", "https://chat.example.org",
                "NOVA_PUBLIC_RTMP_URL", "rtmp://live.example.org"));

        assertThat(settings.tokens().accessExpiry()).isEqualTo(Duration.ofMinutes(1));
        assertThat(settings.tokens().refreshExpiry()).isEqualTo(Duration.ofMinutes(2));
        assertThat(settings.corsOrigins()).containsExactly("http://localhost:3000", "https://app.example.org");
        assertThat(settings.trustedProxies()).hasSize(2);
        assertThat(settings.publicUrls())
                .isEqualTo(new HttpSettings.PublicUrls(
                        URI.create("https://nova.example.org"),
                        URI.create("https://chat.example.org"),
                        URI.create("rtmp://live.example.org")));
    }

    @ParameterizedTest
    @CsvSource({
        "http://localhost:8080, http://localhost:8080",
        "https://API.example.org:443/nova, https://api.example.org",
        "http://api.example.org:80, http://api.example.org",
        "https://api.example.org:8443, https://api.example.org:8443"
    })
    void ourOwnPageMayCallTheOtherPorts(String publicUrl, String origin) {
        var settings = settings(Map.of("NOVA_PUBLIC_URL", publicUrl, "CORS_ALLOWED_ORIGINS", "http://localhost:3000"));

        assertThat(settings.pages()).containsExactly("http://localhost:3000", origin);
    }

    @Test
    void isReachedAtItsOwnPortsUnlessTold() {
        var urls = settings(Map.of("APP_PORT", "1080", "MESSAGING_PORT", "1085", "RTMP_PORT", "1936"))
                .publicUrls();

        assertThat(urls.api()).hasToString("http://localhost:1080");
        assertThat(urls.messaging()).hasToString("http://localhost:1085");
        assertThat(urls.rtmp()).hasToString("rtmp://localhost:1936");
    }

    @Test
    void limitsRequestsLessInDevelopment() {
        var window = Duration.ofMinutes(15);

        assertThat(settings(Map.of()).rateLimit()).isEqualTo(new RateLimit(true, 100, window));
        assertThat(settings(Map.of("APP_ENV", "development")).rateLimit())
                .isEqualTo(new RateLimit(true, 10_000, window));
        assertThat(settings(Map.of(
                                "APP_ENV", "development",
                                "RATE_LIMIT_ENABLED", "false",
                                "RATE_LIMIT_MAX_REQUESTS", "7",
                                "RATE_LIMIT_WINDOW_SECONDS", "60"))
                        .rateLimit())
                .isEqualTo(new RateLimit(false, 7, Duration.ofMinutes(1)));
    }

    @Test
    void refusesProductionWithoutLimits() {
        assertThat(mistake(Map.of("RATE_LIMIT_ENABLED", "false")).variables()).containsExactly("RATE_LIMIT_ENABLED");
    }

    @ParameterizedTest
    @CsvSource({
        "APP_HOST, not a host",
        "APP_PORT, 0",
        "MESSAGING_PORT, 65536",
        "SEARCH_PORT, x",
        "NOVA_PUBLIC_URL, nova.example.org",
        "NOVA_PUBLIC_MESSAGING_URL, ws://chat.example.org",
        "NOVA_PUBLIC_RTMP_URL, http://live.example.org",
        "CORS_ALLOWED_ORIGINS, *",
        "CORS_ALLOWED_ORIGINS, https://example.org/path",
        "TRUSTED_PROXIES, proxy.example.org",
        "TRUSTED_PROXIES, 10.0.0.0/33",
        "TRUSTED_PROXIES, 10.1.0.0/8",
        "RATE_LIMIT_MAX_REQUESTS, 0",
        "RATE_LIMIT_WINDOW_SECONDS, 15m",
        "JWT_ACCESS_TOKEN_EXPIRY, 0",
        "JWT_REFRESH_TOKEN_EXPIRY, 900",
        "JWT_PRIVATE_KEY_PEM, key",
        "JWT_PUBLIC_KEY_PEM, key"
    })
    void refusesWhatMakesNoSense(String variable, String value) {
        assertThat(mistake(Map.of(variable, value)).variables()).containsExactly(variable);
    }

    @Test
    void refusesAShortKey() {
        var mistake = mistake(Map.of("JWT_PRIVATE_KEY_PEM", privatePem(rsa(1024))));

        assertThat(mistake.wrong()).isEqualTo("a key of only 1024 bits");
        assertThat(mistake.shown()).isEqualTo("***");
    }

    @Test
    void wantsAPublicKeyToBelongToThePrivateOne() {
        assertThat(settings(Map.of("JWT_PUBLIC_KEY_PEM", publicPem(KEY)))).isNotNull();
        assertThat(settings(Map.of("JWT_PUBLIC_KEY_PEM", pkcs1(KEY)))).isNotNull();
        assertThat(mistake(Map.of("JWT_PUBLIC_KEY_PEM", publicPem(ANOTHER))).wrong())
                .isEqualTo("the key of another private key");
    }

    @ParameterizedTest
    @ValueSource(strings = {"10.0.0.0", "10.200.0.1", "10.255.255.255"})
    void knowsTheAddressesOfARange(String address) {
        var range = AddressRange.parse("10.0.0.0/8");

        assertThat(range.contains(InetAddress.ofLiteral(address))).isTrue();
        assertThat(range.contains(InetAddress.ofLiteral("11.0.0.0"))).isFalse();
        assertThat(range.contains(InetAddress.ofLiteral("::1"))).isFalse();
        assertThat(AddressRange.parse("fd00::/9").contains(InetAddress.ofLiteral("fd80::1")))
                .isFalse();
        assertThat(AddressRange.parse("192.0.2.7").contains(InetAddress.ofLiteral("192.0.2.7")))
                .isTrue();
    }

    @Test
    void hashesPasswordsAsDearlyAsPromised() {
        var hash = settings(Map.of()).passwordHash();

        assertThat(hash.memoryKib()).isEqualTo(32 * 1024);
        assertThat(hash.iterations()).isEqualTo(3);
        assertThat(hash.parallelism()).isEqualTo(1);
        assertThat(hash.threads()).isPositive();
    }

    @ParameterizedTest
    @CsvSource({"768, 2, 2", "768, 64, 6", "96, 4, 1", "4096, 64, 32"})
    void hashesOnAsManyThreadsAsAQuarterOfTheHeapHasMemoryFor(long heapMib, int processors, int threads) {
        var mib = 1024L * 1024;

        assertThat(HttpSettings.hashingThreads(32 * mib, heapMib * mib, processors))
                .isEqualTo(threads);
    }

    private static HttpSettings settings(Map<String, String> environment) {
        var reader = reader(environment);
        var settings = HttpSettings.from(reader);
        reader.finish();
        return settings;
    }

    private static Mistake mistake(Map<String, String> environment) {
        var reader = reader(environment);
        HttpSettings.from(reader);
        assertThat(reader.mistakes()).hasSize(1);
        return reader.mistakes().getFirst();
    }

    private static SettingsReader reader(Map<String, String> environment) {
        var all = new HashMap<>(Map.of("JWT_PRIVATE_KEY_PEM", privatePem(KEY)));
        all.putAll(environment);
        return SettingsReader.of(all, ConfigFactory.empty());
    }

    private static KeyPair rsa(int bits) {
        try {
            var generator = KeyPairGenerator.getInstance("RSA");
            generator.initialize(bits);
            return generator.generateKeyPair();
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    private static String privatePem(KeyPair key) {
        return pem("PRIVATE KEY", key.getPrivate().getEncoded());
    }

    private static String publicPem(KeyPair key) {
        return pem("PUBLIC KEY", key.getPublic().getEncoded());
    }

    private static String pkcs1(KeyPair key) {
        var spki = key.getPublic().getEncoded();
        return pem("RSA PUBLIC KEY", Arrays.copyOfRange(spki, SPKI_HEAD_OF_A_2048_BIT_KEY, spki.length));
    }

    private static String pem(String label, byte[] der) {
        return "-----BEGIN %s-----\n%s\n-----END %s-----\n"
                .formatted(label, Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(der), label);
    }
}

package social.nova.http.common;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.typesafe.config.ConfigFactory;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class HttpSettingsTest {
    @Test
    void isProductionUnlessTold() {
        assertThat(settings("").production()).isTrue();
        assertThat(settings("environment = development").production()).isFalse();
        assertThatThrownBy(() -> settings("environment = prod"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("APP_ENV");
    }

    @Test
    void readsAKeyWrittenOnOneLine() {
        var settings = settings("tokens.private-key-pem = \"BEGIN\\\\nabc\\\\nEND\"");

        assertThat(settings.tokens().privateKeyPem()).isEqualTo("BEGIN\nabc\nEND");
        assertThat(settings.toString()).doesNotContain("abc");
    }

    @Test
    void readsSecondsAndListsAsTheEnvironmentWritesThem() {
        var settings = settings("""
                tokens.access-expiry-seconds = "60"
                cors-allowed-origins = "http://localhost:3000, http://localhost:3001"
                """);

        assertThat(settings.tokens().accessExpiry()).isEqualTo(Duration.ofMinutes(1));
        assertThat(settings.corsOrigins()).containsExactly("http://localhost:3000", "http://localhost:3001");
    }

    @Test
    void hashesOnAtLeastOneThread() {
        assertThat(settings("").passwordHash().threads()).isPositive();
        assertThat(settings("").passwordHash().memoryKib()).isEqualTo(19 * 1024);
    }

    @Test
    void aNodeInProductionGivesLoadBalancersTimeToLookAway() {
        assertThat(settings("environment = production").drainGrace()).isEqualTo(Duration.ofSeconds(5));
        assertThat(settings("environment = development").drainGrace()).isEqualTo(Duration.ofMillis(500));
        assertThat(settings("drain-grace = 2s").drainGrace()).isEqualTo(Duration.ofSeconds(2));
        assertThatThrownBy(() -> settings("drain-grace = 1m"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("NOVA_DRAIN_GRACE");
    }

    private static HttpSettings settings(String overrides) {
        return HttpSettings.from(
                ConfigFactory.parseString("nova.http { tokens.private-key-pem = key\n" + overrides + "\n}")
                        .withFallback(ConfigFactory.parseResources("reference.conf")
                                .getConfig("nova")
                                .atPath("nova"))
                        .resolve());
    }
}

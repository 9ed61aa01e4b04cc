package social.nova.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.LoggerContext;
import java.util.Map;
import org.junit.jupiter.api.Test;

class LogSettingsTest {
    @Test
    void setsTheLevelOfEverythingAndOfSingleLoggers() {
        var context = context(Map.of("LOG_LEVEL", "warn,nova=trace,org.example.Thing=off"));

        assertThat(context.getLogger("anything").isInfoEnabled()).isFalse();
        assertThat(context.getLogger("anything").isWarnEnabled()).isTrue();
        assertThat(context.getLogger("social.nova.cluster").isTraceEnabled()).isTrue();
        assertThat(context.getLogger("org.example.Thing").isErrorEnabled()).isFalse();
    }

    @Test
    void takesTheSettingsOfOtherImplementations() {
        var context = context(Map.of("RUST_LOG", "info,actix_web=debug,sqlx=debug,some::module=debug"));

        assertThat(context.getLogger("social.nova.http.common").isDebugEnabled())
                .isTrue();
        assertThat(context.getLogger("akka.http").isDebugEnabled()).isTrue();
        assertThat(context.getLogger("com.zaxxer.hikari.pool").isDebugEnabled()).isTrue();
        assertThat(context.getLogger("some.module").isDebugEnabled()).isTrue();
        assertThat(context.getLogger("akka.cluster").isDebugEnabled()).isFalse();
    }

    @Test
    void prefersTheNameOfItsOwn() {
        var context = context(Map.of("LOG_LEVEL", "error", "RUST_LOG", "debug"));

        assertThat(context.getLogger("anything").isWarnEnabled()).isFalse();
    }

    @Test
    void letsAkkaLookAtItsDetailsOnlyWhenTheyAreWanted() {
        assertThat(logs(Map.of()).debugsAkka()).isFalse();
        assertThat(logs(Map.of("LOG_LEVEL", "info,nova=debug")).debugsAkka()).isFalse();
        assertThat(logs(Map.of("LOG_LEVEL", "info,akka.cluster=debug")).debugsAkka())
                .isTrue();
        assertThat(logs(Map.of("LOG_LEVEL", "trace")).debugsAkka()).isTrue();
    }

    private static LoggerContext context(Map<String, String> environment) {
        var context = new LoggerContext();
        logs(environment).applyTo(context);
        return context;
    }

    private static LogSettings logs(Map<String, String> environment) {
        return Environments.settings(environment).logs();
    }
}

package social.nova.cluster.log;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.joran.JoranConfigurator;
import ch.qos.logback.core.joran.spi.JoranException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Random;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.slf4j.Logger;
import org.slf4j.MDC;
import social.nova.protocols.common.UserId;
import social.nova.protocols.trace.Trace;

/// What a node's `logback.xml` makes of what is logged.
class LogFormTest {
    private static final UserId ALICE = new UserId("a11ce000-0000-4000-8000-000000000000");
    private static final ObjectMapper JSON = new ObjectMapper();

    @Test
    void writesJsonInProductionWithAllThatConnectsALineToItsRequest() throws Exception {
        var trace = Trace.of("order-17", null, new Random(1)).by(ALICE);

        var line = JSON.readTree(only(logged(
                "production",
                log -> trace.during(
                        () -> log.atWarn().addKeyValue("status", 503).log("{} is away", "redis")))));

        assertThat(line.path("timestamp").asLong()).isPositive();
        assertThat(line.path("level").asText()).isEqualTo("WARN");
        assertThat(line.path("loggerName").asText()).isEqualTo("social.nova.test");
        assertThat(line.path("formattedMessage").asText()).isEqualTo("redis is away");
        assertThat(line.at("/context/properties/node").asText()).isNotEmpty();
        assertThat(line.at("/mdc/request_id").asText()).isEqualTo("order-17");
        assertThat(line.at("/mdc/trace_id").asText()).isEqualTo(trace.traceId());
        assertThat(line.at("/mdc/span_id").asText()).isEqualTo(trace.spanId());
        assertThat(line.at("/mdc/user_id").asText()).isEqualTo(ALICE.value());
        assertThat(line.at("/kvpList/0/status").asText()).isEqualTo("503");
    }

    @Test
    void writesTextInDevelopment() throws Exception {
        var line = only(logged(
                "development",
                log -> Trace.of("order-17", null, new Random(1))
                        .during(() -> log.atInfo().addKeyValue("status", 200).log("request"))));

        assertThat(line).contains("INFO ", "request status=200", "[order-17]");
    }

    @ParameterizedTest
    @ValueSource(strings = {"production", "development"})
    void oneEventIsOneLineWhateverIsInIt(String environment) throws Exception {
        var evil = "a\r\nb\u001b[31m\u2028 \"}\n{\"level\":\"ERROR\"}";

        var lines = logged(environment, log -> {
            MDC.put("request_id", evil);
            log.atInfo().addKeyValue("name", evil).log("said {}", evil);
            MDC.remove("request_id");
        });

        if (environment.equals("production")) {
            JsonNode line = JSON.readTree(only(lines));
            assertThat(line.path("formattedMessage").asText()).isEqualTo("said " + evil);
            assertThat(line.path("level").asText()).isEqualTo("INFO");
        } else {
            assertThat(only(lines.subList(0, 1))).doesNotContain("\u001b");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"production", "development"})
    void looksNothingUp(String environment) throws Exception {
        try (var server = new ServerSocket(0)) {
            server.setSoTimeout(200);
            var lookup = "${jndi:ldap://127.0.0.1:%d/x} ${env:HOME}".formatted(server.getLocalPort());

            var line = only(logged(environment, log -> log.info("said {} " + lookup, lookup)));

            assertThat(line).contains("${jndi:ldap").contains("${env:HOME}");
            org.assertj.core.api.Assertions.assertThatThrownBy(server::accept)
                    .isInstanceOf(java.net.SocketTimeoutException.class);
        }
    }

    private static String only(List<String> lines) {
        assertThat(lines).hasSize(1);
        return lines.getFirst();
    }

    /// What comes out on standard output.
    private static List<String> logged(String environment, Consumer<Logger> what) throws JoranException {
        var standard = System.out;
        var bytes = new ByteArrayOutputStream();
        System.setOut(new PrintStream(bytes, true, StandardCharsets.UTF_8));
        try {
            var context = new LoggerContext();
            context.setMDCAdapter(MDC.getMDCAdapter());
            context.putProperty("APP_ENV", environment);
            var configurator = new JoranConfigurator();
            configurator.setContext(context);
            configurator.doConfigure(LogFormTest.class.getResource("/logback.xml"));
            what.accept(context.getLogger("social.nova.test"));
            context.stop();
        } finally {
            System.setOut(standard);
        }
        return bytes.toString(StandardCharsets.UTF_8)
                .lines()
                .filter(line -> !line.isBlank())
                .toList();
    }
}

package social.nova.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

class CheckupTest {
    private final ByteArrayOutputStream printed = new ByteArrayOutputStream();

    @Test
    void tellsOfMistakesAndAsksNobodyThen() {
        var exit = check(Map.of("APP_PORT", "0", "LOG_LEVEL", "loud"), Set.of("redis"));

        assertThat(exit).isEqualTo(Main.BAD_SETTINGS);
        assertThat(output())
                .contains("2 settings are wrong", "APP_PORT", "LOG_LEVEL")
                .doesNotContain("REDIS_URL");
    }

    @Test
    void tellsServersThatAreThereFromThoseThatAreNot() throws IOException {
        try (var milvus = new ServerSocket(0, 5, InetAddress.getLoopbackAddress())) {
            var exit = check(
                    Map.ofEntries(
                            Map.entry("MILVUS_ENABLED", "true"),
                            Map.entry("MILVUS_HOST", "127.0.0.1"),
                            Map.entry("MILVUS_PORT", Integer.toString(milvus.getLocalPort())),
                            Map.entry("REDIS_URL", "redis://:canary@127.0.0.1:1"),
                            Map.entry("DATABASE_URL", "postgresql://nova:canary@127.0.0.1:1/nova"),
                            Map.entry("KAFKA_BROKERS", "127.0.0.1:1"),
                            Map.entry("SMTP_HOST", "127.0.0.1"),
                            Map.entry("SMTP_PORT", "1"),
                            Map.entry("SMTP_FROM_EMAIL", "nova@example.org"),
                            Map.entry("CLICKHOUSE_URL", "http://127.0.0.1:1"),
                            Map.entry("GRAPH_ENABLED", "true"),
                            Map.entry("GRAPH_NEO4J_URI", "bolt://127.0.0.1:1"),
                            Map.entry("GRAPH_NEO4J_PASSWORD", "canary"),
                            Map.entry("S3_ENDPOINT", "http://127.0.0.1:1"),
                            Map.entry("S3_BUCKET", "media"),
                            Map.entry("S3_ACCESS_KEY_ID", "canary"),
                            Map.entry("S3_SECRET_ACCESS_KEY", "canary")),
                    Set.of("redis", "postgresql", "kafka", "s3", "smtp"));

            assertThat(exit).isEqualTo(1);
            assertThat(output())
                    .contains("ok       settings", "ok       MILVUS_HOST: 127.0.0.1:" + milvus.getLocalPort())
                    .contains("missing  REDIS_URL: redis://:***@127.0.0.1:1 cannot be used")
                    .contains("missing  DATABASE_URL: jdbc:postgresql://127.0.0.1:1/nova cannot be used")
                    .contains("missing  S3_ENDPOINT: http://127.0.0.1:1, bucket media cannot be used")
                    .contains("missing  KAFKA_BROKERS: 127.0.0.1:1 cannot be used")
                    .contains("missing  SMTP_HOST: 127.0.0.1:1 cannot be used")
                    .contains("missing  CLICKHOUSE_URL: http://127.0.0.1:1 cannot be used")
                    .contains("missing  GRAPH_NEO4J_URI: 127.0.0.1:1 cannot be used")
                    .doesNotContain("canary");
        }
    }

    @Test
    void isContentWhenNothingIsMissing() {
        assertThat(check(Map.of(), Set.of())).isZero();
        assertThat(output().strip()).isEqualTo("ok       settings");
    }

    private int check(Map<String, String> environment, Set<String> servers) {
        var all = new HashMap<>(Environments.ESSENTIAL);
        all.putAll(environment);
        return Checkup.run(all, servers, new PrintStream(printed, true, StandardCharsets.UTF_8));
    }

    private String output() {
        return printed.toString(StandardCharsets.UTF_8);
    }
}

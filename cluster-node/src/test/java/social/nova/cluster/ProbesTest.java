package social.nova.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import com.icegreen.greenmail.util.GreenMail;
import com.icegreen.greenmail.util.ServerSetup;
import com.sun.net.httpserver.HttpServer;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import social.nova.http.health.Health;
import social.nova.http.health.Probe;
import social.nova.http.health.Probe.Weight;
import social.nova.media.common.TestStore;
import social.nova.persistence.common.Database;
import social.nova.persistence.common.Redis;
import social.nova.persistence.kafka.Kafka;

/// Each probe asks its own server: where one is there and all others are away, it is the only one that says so. Kafka's
/// is tried by [social.nova.cluster.proof.AwayIT], those of the cluster by [ClusterProbesTest].
class ProbesTest {
    private static final Duration WITHIN = Duration.ofSeconds(60);

    /// Everything that can be behind a node; nobody listens at port 1.
    private static final Map<String, String> ALL_AWAY = Map.ofEntries(
            Map.entry("APP_ENV", "development"), // in production a test's password would be refused
            Map.entry("DATABASE_URL", "postgresql://nova:sound@127.0.0.1:1/nova"),
            Map.entry("REDIS_URL", "redis://127.0.0.1:1"),
            Map.entry("KAFKA_BROKERS", "127.0.0.1:1"),
            Map.entry("S3_ENDPOINT", "http://127.0.0.1:1"),
            Map.entry("S3_BUCKET", "media"),
            Map.entry("S3_ACCESS_KEY_ID", "id"),
            Map.entry("S3_SECRET_ACCESS_KEY", "key"),
            Map.entry("SMTP_HOST", "127.0.0.1"),
            Map.entry("SMTP_PORT", "1"),
            Map.entry("SMTP_FROM_EMAIL", "nova@example.org"),
            Map.entry("CLICKHOUSE_URL", "http://127.0.0.1:1"),
            Map.entry("MILVUS_ENABLED", "true"),
            Map.entry("MILVUS_HOST", "127.0.0.1"),
            Map.entry("MILVUS_PORT", "1"),
            Map.entry("GRAPH_ENABLED", "true"),
            Map.entry("GRAPH_NEO4J_URI", "bolt://127.0.0.1:1"),
            Map.entry("GRAPH_NEO4J_PASSWORD", "sound"));

    private static TestCluster cluster;

    @BeforeAll
    static void start() {
        cluster = new TestCluster();
    }

    @AfterAll
    static void stop() {
        cluster.close();
    }

    @Test
    void whatIsConfiguredIsAskedForAndWithoutThreeOfItNobodyIsServed() {
        with(ALL_AWAY, probes -> {
            assertThat(probes)
                    .extracting(Probe::name)
                    .containsExactly(
                            "database",
                            "redis",
                            "kafka",
                            "s3",
                            "smtp",
                            "clickhouse",
                            "milvus",
                            "neo4j",
                            "cluster",
                            "sharding");
            assertThat(probes)
                    .filteredOn(probe -> probe.weight() == Weight.REQUIRED)
                    .extracting(Probe::name)
                    .containsExactly("database", "cluster", "sharding");
            var health = new Health(probes);
            health.serving(true);
            assertThat(health.ready()).isFalse();
        });
    }

    @Test
    void whatIsNotConfiguredIsNotAskedFor() {
        with(
                Map.of(),
                probes -> assertThat(probes)
                        .extracting(Probe::name)
                        .containsExactly("database", "redis", "kafka", "cluster", "sharding"));
    }

    @Test
    void postgreSqlIsTheDatabase() throws IOException {
        try (var postgres = EmbeddedPostgres.builder().start()) {
            var url = "postgresql://postgres:postgres@127.0.0.1:%d/postgres".formatted(postgres.getPort());
            assertOnly("database", Map.of("DATABASE_URL", url));
        }
    }

    @Test
    void redisIsRedis() throws IOException {
        try (var redis = new ServerSocket(0, 5, InetAddress.getLoopbackAddress())) {
            Thread.ofVirtual().start(() -> pong(redis));
            assertOnly("redis", Map.of("REDIS_URL", "redis://127.0.0.1:" + redis.getLocalPort()));
        }
    }

    @Test
    void theObjectStoreIsS3(@TempDir Path directory) {
        var store = new TestStore(directory).settings();
        assertOnly(
                "s3",
                Map.of(
                        "S3_ENDPOINT", store.endpoint().orElseThrow().toString(),
                        "S3_BUCKET", store.bucket(),
                        "S3_ACCESS_KEY_ID", store.accessKeyId().value(),
                        "S3_SECRET_ACCESS_KEY", store.secretAccessKey().value()));
    }

    @Test
    void theMailServerIsSmtp() {
        var mail = new GreenMail(new ServerSetup(0, "127.0.0.1", ServerSetup.PROTOCOL_SMTP));
        mail.start();
        try {
            assertOnly(
                    "smtp", Map.of("SMTP_PORT", Integer.toString(mail.getSmtp().getPort())));
        } finally {
            mail.stop();
        }
    }

    @Test
    void clickHouseIsClickHouse() throws IOException {
        var clickHouse = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 5);
        clickHouse.createContext("/", exchange -> {
            exchange.sendResponseHeaders(200, -1);
            exchange.close();
        });
        clickHouse.start();
        try {
            var port = clickHouse.getAddress().getPort();
            assertOnly("clickhouse", Map.of("CLICKHOUSE_URL", "http://127.0.0.1:" + port));
        } finally {
            clickHouse.stop(0);
        }
    }

    @Test
    void milvusAndNeo4jAreWhereTheyAre() throws IOException {
        try (var server = new ServerSocket(0, 5, InetAddress.getLoopbackAddress())) {
            var port = server.getLocalPort();
            assertOnly("milvus", Map.of("MILVUS_PORT", Integer.toString(port)));
            assertOnly("neo4j", Map.of("GRAPH_NEO4J_URI", "bolt://127.0.0.1:" + port));
        }
    }

    /// With this in place of what is away.
    private static void assertOnly(String name, Map<String, String> there) {
        with(Environments.plus(ALL_AWAY, there), probes -> {
            Awaitility.await().atMost(WITHIN).until(() -> {
                probes.forEach(Probe::ask);
                return well(probes).contains(name);
            });
            assertThat(well(probes)).containsExactly(name);
        });
    }

    private static List<String> well(List<Probe> probes) {
        return probes.stream()
                .filter(probe -> probe.finding().well())
                .map(Probe::name)
                .toList();
    }

    @FunctionalInterface
    private interface Look {
        void at(List<Probe> probes);
    }

    private static void with(Map<String, String> environment, Look look) {
        var settings = Environments.settings(environment);
        var persistence = settings.persistence();
        try (var database = Database.open(persistence.database());
                var redis = new Redis(persistence.redis());
                var kafka = new Kafka(persistence.kafka());
                var probes = new Probes(settings, cluster.system(), database, redis, kafka, InstantSource.system())) {
            look.at(probes.all());
        }
    }

    /// Whatever it is told, each command in as many lines as it says.
    private static void pong(ServerSocket server) {
        while (!server.isClosed()) {
            try {
                var client = server.accept();
                Thread.ofVirtual().start(() -> pong(client));
            } catch (IOException closed) {
                return;
            }
        }
    }

    private static void pong(Socket client) {
        try (client;
                var lines =
                        new BufferedReader(new InputStreamReader(client.getInputStream(), StandardCharsets.US_ASCII))) {
            for (var line = lines.readLine(); line != null; line = lines.readLine()) {
                for (var rest = 2 * Integer.parseInt(line.substring(1)); rest > 0; rest--) {
                    lines.readLine();
                }
                client.getOutputStream().write("+PONG\r\n".getBytes(StandardCharsets.US_ASCII));
            }
        } catch (IOException ended) {
            // by the other side
        }
    }
}

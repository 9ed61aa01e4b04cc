package social.nova.deploy.stack;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import social.nova.deploy.host.DataDirectory;
import social.nova.deploy.host.Leftovers;

class EmbeddedStackTest {

    private static final Duration AWAY = Duration.ofSeconds(30);
    private static final Set<StackService> ALL = EnumSet.allOf(StackService.class);

    @TempDir
    Path directory;

    @Test
    void everyServiceAnswersAndItsDataOutlivesIt() throws Exception {
        var data = DataDirectory.at(directory);

        try (var stack = EmbeddedStack.start(data, ALL)) {
            leaveSomethingInEach(stack.environment());
            assertThatThrownBy(() -> EmbeddedStack.start(data, ALL)).hasMessageContaining("another stack");
        }
        assertThat(Leftovers.all(data).find()).isEmpty();

        try (var stack = EmbeddedStack.start(data, ALL)) {
            findItAgain(stack.environment());
        }
    }

    @Test
    void databasesLeftByAKilledStackAreStopped() throws Exception {
        var data = DataDirectory.at(directory);
        var port = StackPorts.choose(EnumSet.of(StackService.REDIS)).of(StackService.REDIS);
        var left = RedisServer.start(data, port);

        try (var stack = EmbeddedStack.start(data, EnumSet.of(StackService.REDIS))) {
            assertThat(left.ended()).succeedsWithin(1, TimeUnit.SECONDS);
            assertThat(stack.addresses()).containsOnlyKeys("redis");
        }
    }

    @Test
    void aKilledServiceComesBackAloneAtItsPortWithItsData() throws Exception {
        var data = DataDirectory.at(directory);
        var databases = EnumSet.of(StackService.POSTGRESQL, StackService.REDIS);

        try (var stack = EmbeddedStack.start(data, databases)) {
            var environment = stack.environment();
            try (var connection = connect(environment);
                    var statement = connection.createStatement()) {
                statement.execute("CREATE TABLE kept AS SELECT 'row' AS word");
            }
            assertThat(redis(environment, "SET kept value")).isEqualTo("+OK");
            var redis = pidOf(data, "redis-server");
            var postgres = pidOf(data, "postgres");

            kill(redis);
            await().atMost(AWAY)
                    .ignoreExceptions()
                    .until(() -> redis(environment, "GET kept").equals("$5"));
            assertThat(pidOf(data, "postgres")).isEqualTo(postgres);

            var newRedis = pidOf(data, "redis-server");
            kill(postgres);
            await().atMost(AWAY)
                    .ignoreExceptions()
                    .until(() -> word(environment).equals("row"));
            assertThat(pidOf(data, "redis-server")).isEqualTo(newRedis).isNotEqualTo(redis);
            assertThat(stack.environment()).isEqualTo(environment);
            assertThat(stack.ended()).isNotDone();
        }
        assertThat(Leftovers.all(data).find()).isEmpty();
    }

    @Test
    void aServiceThatDoesNotComeBackIsGivenUp() throws Exception {
        var data = DataDirectory.at(directory);

        try (var stack = EmbeddedStack.start(data, EnumSet.of(StackService.REDIS))) {
            var ended = stack.ended();
            kill(pidOf(data, "redis-server"));
            Files.writeString(data.root().resolve("redis/appendonly.aof"), "no commands", StandardOpenOption.CREATE);

            assertThat(ended).succeedsWithin(AWAY).isEqualTo(StackService.REDIS);
        }
    }

    private static long pidOf(DataDirectory data, String program) {
        return Leftovers.roots(Leftovers.databases(data).find()).stream()
                .filter(process -> process.title().equals(program))
                .findFirst()
                .orElseThrow()
                .pid();
    }

    private static void kill(long pid) {
        ProcessHandle.of(pid).orElseThrow().destroyForcibly();
    }

    private static String word(Map<String, String> environment) throws SQLException {
        try (var connection = connect(environment);
                var statement = connection.createStatement();
                var rows = statement.executeQuery("SELECT word FROM kept")) {
            return rows.next() ? rows.getString(1) : "";
        }
    }

    private static void leaveSomethingInEach(Map<String, String> environment) throws Exception {
        try (var connection = connect(environment);
                var statement = connection.createStatement()) {
            statement.execute("SET transaction_timeout = '10s'"); // 17 or later
            statement.execute("CREATE EXTENSION pg_trgm");
            statement.execute("CREATE TABLE kept (word text)");
            statement.execute("INSERT INTO kept VALUES ('row')");
        }
        assertThat(redis(environment, "SET kept value")).isEqualTo("+OK");
        try (var kafka = kafka(environment)) {
            kafka.createTopics(List.of(new NewTopic("kept", 1, (short) 1)))
                    .all()
                    .get(30, TimeUnit.SECONDS);
        }
        assertThat(statusOf(environment.get("S3_ENDPOINT") + "/nova-media")).isEqualTo(403); // asks for a signature
        assertThat(firstLine(
                        requireNonNull(environment.get("SMTP_HOST")),
                        Integer.parseInt(environment.get("SMTP_PORT")),
                        ""))
                .startsWith("220 ");
    }

    private static void findItAgain(Map<String, String> environment) throws Exception {
        try (var connection = connect(environment);
                var statement = connection.createStatement();
                var rows = statement.executeQuery("SELECT word FROM kept")) {
            assertThat(rows.next()).isTrue();
            assertThat(rows.getString(1)).isEqualTo("row");
        }
        assertThat(redis(environment, "GET kept")).isEqualTo("$5");
        try (var kafka = kafka(environment)) {
            assertThat(kafka.listTopics().names().get(30, TimeUnit.SECONDS)).contains("kept");
        }
    }

    private static Connection connect(Map<String, String> environment) throws SQLException {
        var address = URI.create(environment.get("DATABASE_URL"));
        var login = address.getUserInfo().split(":", -1);
        var jdbc = "jdbc:postgresql://%s:%d%s".formatted(address.getHost(), address.getPort(), address.getPath());
        assertThatThrownBy(() -> DriverManager.getConnection(jdbc, login[0], "wrong"))
                .isInstanceOf(SQLException.class);
        return DriverManager.getConnection(jdbc, login[0], login[1]);
    }

    private static String redis(Map<String, String> environment, String command) throws IOException {
        var address = URI.create(environment.get("REDIS_URL"));
        return firstLine(address.getHost(), address.getPort(), command + "\r\n");
    }

    private static Admin kafka(Map<String, String> environment) {
        return Admin.create(Map.of("bootstrap.servers", environment.get("KAFKA_BROKERS")));
    }

    private static int statusOf(String address) throws IOException, InterruptedException {
        try (var client = HttpClient.newHttpClient()) {
            var request = HttpRequest.newBuilder(URI.create(address)).build();
            return client.send(request, BodyHandlers.discarding()).statusCode();
        }
    }

    private static String firstLine(String host, int port, String request) throws IOException {
        try (var socket = new Socket(host, port)) {
            socket.setSoTimeout(5_000);
            socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
            var answer = new StringBuilder();
            for (var next = socket.getInputStream().read();
                    next != '\r' && next >= 0;
                    next = socket.getInputStream().read()) {
                answer.append((char) next);
            }
            return answer.toString();
        }
    }
}

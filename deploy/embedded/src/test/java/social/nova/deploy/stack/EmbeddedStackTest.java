package social.nova.deploy.stack;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
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
                    .get(10, TimeUnit.SECONDS);
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
            assertThat(kafka.listTopics().names().get(10, TimeUnit.SECONDS)).contains("kept");
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

package social.nova.deploy.launcher;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;
import social.nova.deploy.host.DataDirectory;

class AdminCommandTest {
    private final StringWriter output = new StringWriter();
    private final StringWriter errors = new StringWriter();
    private final AtomicReference<String> told = new AtomicReference<>("");

    @TempDir
    Path directory;

    private HttpServer node;
    private int status = 201;
    private String answer = "{\"id\": \"0a000000-0000-4000-8000-000000000001\"}";

    @BeforeEach
    void start() throws IOException {
        node = HttpServer.create(new InetSocketAddress("127.0.0.1", 0), 0);
        node.createContext("/nova/admins", exchange -> {
            told.set(exchange.getRequestHeaders().getFirst("Authorization") + " "
                    + new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8));
            var bytes = answer.getBytes(StandardCharsets.UTF_8);
            exchange.sendResponseHeaders(status, bytes.length);
            exchange.getResponseBody().write(bytes);
            exchange.close();
        });
        node.start();
    }

    @AfterEach
    void stop() {
        node.stop(0);
    }

    @Test
    void hasTheNodeMakeAnAdminWithThePasswordOfTheFirstLine() {
        assertThat(create("SecurePass123!\nmore\n")).isZero();

        assertThat(output.toString()).contains("root is an admin: 0a000000");
        assertThat(told.get())
                .startsWith("Bearer " + UpCommand.managementSecret(DataDirectory.at(directory)) + " {")
                .contains(
                        "\"email\" : \"root@example.com\"",
                        "\"username\" : \"root\"",
                        "\"password\" : \"SecurePass123!\"");
    }

    @Test
    void saysWhyItWasRefused() {
        status = 409;
        answer = "{\"error\": \"USERNAME_TAKEN\", \"message\": \"This username is already taken\", \"details\": null}";

        assertThat(create("SecurePass123!")).isEqualTo(1);

        assertThat(errors.toString())
                .isEqualTo("USERNAME_TAKEN: This username is already taken" + System.lineSeparator());
    }

    @Test
    void saysThatNothingRuns() {
        node.stop(0);

        assertThat(create("SecurePass123!")).isEqualTo(1);

        assertThat(errors.toString()).contains("No node answers at 127.0.0.1:");
    }

    @Test
    void saysWhichPortIsNone() {
        var commands = LauncherMain.reporting(new CommandLine(
                        new LauncherMain(),
                        factory(new AdminCommand(
                                InputStream.nullInputStream(), () -> NodePorts.from(Map.of("APP_PORT", "80800"))))))
                .setErr(new PrintWriter(errors, true));

        var status = commands.execute(
                "--data", directory.toString(), "admin", "create", "--email", "root@example.com", "--username", "root");

        assertThat(status).isEqualTo(1);
        assertThat(errors.toString())
                .isEqualTo("APP_PORT=80800 is not a port: a number from 1 to 65535" + System.lineSeparator());
    }

    private int create(String input) {
        var command = new AdminCommand(
                new ByteArrayInputStream(input.getBytes(StandardCharsets.UTF_8)),
                () -> new NodePorts(1, 1, 1, node.getAddress().getPort(), 1));
        return LauncherMain.reporting(new CommandLine(new LauncherMain(), factory(command)))
                .setOut(new PrintWriter(output, true))
                .setErr(new PrintWriter(errors, true))
                .execute(
                        "--data",
                        directory.toString(),
                        "admin",
                        "create",
                        "--email",
                        "root@example.com",
                        "--username",
                        "root");
    }

    private static CommandLine.IFactory factory(AdminCommand command) {
        return new CommandLine.IFactory() {
            @Override
            public <K> K create(Class<K> type) throws Exception {
                return type == AdminCommand.class
                        ? type.cast(command)
                        : CommandLine.defaultFactory().create(type);
            }
        };
    }
}

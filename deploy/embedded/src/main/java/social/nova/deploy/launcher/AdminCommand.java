package social.nova.deploy.launcher;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import java.io.BufferedReader;
import java.io.Console;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParentCommand;
import picocli.CommandLine.Spec;
import social.nova.deploy.host.JsonFile;

/// `admin create`: an account that may do everything, made by a running node 1 at its management port. The password is
/// asked for on the terminal, or is the first line of standard input.
@Command(name = "admin", description = "Make an admin: admin create --email E --username U.")
final class AdminCommand {

    private static final Duration PATIENCE = Duration.ofSeconds(20);
    private static final int CREATED = 201;

    private final InputStream input;
    private final Supplier<NodePorts> ports;

    @ParentCommand
    private @Nullable LauncherMain launcher;

    @Spec
    private @Nullable CommandSpec spec;

    /// Called by picocli.
    AdminCommand() {
        this(System.in, () -> NodePorts.from(System.getenv()));
    }

    /// @param ports asked for when the command is given: every command of the launcher is made before one of them runs
    AdminCommand(InputStream input, Supplier<NodePorts> ports) {
        this.input = input;
        this.ports = ports;
    }

    @Command(name = "create", description = "Registers an account, takes its address for verified, makes it an admin.")
    Integer create(
            @Option(names = "--email", required = true) String email,
            @Option(names = "--username", required = true) String username)
            throws IOException, InterruptedException {
        var terminal = new Terminal(Objects.requireNonNull(spec).commandLine().getOut());
        var account = Map.of("email", email, "username", username, "password", password());
        var answer = send(NodeAddress.first(1, ports.get()).getFirst(), account);
        var body = body(answer);
        if (answer.statusCode() != CREATED) {
            throw new LaunchFailure(refusal(answer.statusCode(), body));
        }
        terminal.say("%s is an admin: %s", username, body.path("id").asText());
        return CommandLine.ExitCode.OK;
    }

    private String password() throws IOException {
        var typed = Optional.ofNullable(System.console())
                .filter(Console::isTerminal)
                .map(console -> console.readPassword("Password: "));
        if (typed.isPresent()) {
            return new String(typed.get());
        }
        var line = new BufferedReader(new InputStreamReader(input, StandardCharsets.UTF_8)).readLine();
        return Objects.requireNonNullElse(line, "");
    }

    private HttpResponse<String> send(NodeAddress node, Map<String, String> account) throws InterruptedException {
        var secret = Optional.ofNullable(System.getenv("NOVA_MANAGEMENT_SECRET"))
                .filter(set -> !set.isBlank())
                .orElseGet(() -> UpCommand.managementSecret(
                        Objects.requireNonNull(launcher).data()));
        try (var http = HttpClient.newHttpClient()) {
            return http.send(
                    HttpRequest.newBuilder(node.admins())
                            .timeout(PATIENCE)
                            .header("Authorization", "Bearer " + secret)
                            .header("Content-Type", "application/json")
                            .POST(BodyPublishers.ofString(JsonFile.MAPPER.writeValueAsString(account)))
                            .build(),
                    BodyHandlers.ofString());
        } catch (IOException failure) {
            throw new LaunchFailure("No node answers at %s; ./nova up starts one".formatted(node.management()));
        }
    }

    private static JsonNode body(HttpResponse<String> answer) {
        try {
            return JsonFile.MAPPER.readTree(answer.body());
        } catch (JsonProcessingException _) {
            return JsonFile.MAPPER.createObjectNode();
        }
    }

    private static String refusal(int status, JsonNode body) {
        var details =
                body.path("details").isTextual() ? " (" + body.path("details").asText() + ")" : "";
        return body.hasNonNull("error")
                ? "%s: %s%s"
                        .formatted(
                                body.path("error").asText(),
                                body.path("message").asText(),
                                details)
                : "The node answered with status " + status;
    }
}

package social.nova.cluster;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import com.icegreen.greenmail.util.GreenMail;
import com.icegreen.greenmail.util.ServerSetup;
import com.typesafe.config.ConfigFactory;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.NoSuchAlgorithmException;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.slf4j.LoggerFactory;
import social.nova.http.ApiRoutes;
import social.nova.media.common.TestStore;
import social.nova.protocols.contract.Service;

/// A whole node in this process, with a PostgreSQL of its own, no Redis and no Kafka: the composition of [Node], over
/// real HTTP. One for all tests, started by the first; it ends with the process. Tests share it, so they make ids of
/// their own.
public final class TestNode {
    private static final Duration START = Duration.ofMinutes(3);
    private static final String KEYSET = """
            {"primaryKeyId":1,"key":[{"keyId":1,"status":"ENABLED","outputPrefixType":"TINK","keyData":{\
            "typeUrl":"type.googleapis.com/google.crypto.tink.XChaCha20Poly1305Key","keyMaterialType":"SYMMETRIC",\
            "value":"GiAAAQIDBAUGBwgJCgsMDQ4PEBESExQVFhcYGRobHB0eHw=="}}]}""";

    /// The one origin whose pages may open sockets.
    public static final String ORIGIN = "http://localhost:3000";

    /// What its supervisor shows.
    static final String MANAGEMENT_SECRET = "management-secret-of-a-test-node";

    private static final TestNode NODE = new TestNode();

    private final KeyPair tokenKeys = rsaKeys();
    private final Path keysetFile = keysetFile();
    private final Path objects = newDirectory();
    private final int databasePort;
    private final int managementPort;
    private final GreenMail mail = new GreenMail(new ServerSetup(0, "127.0.0.1", ServerSetup.PROTOCOL_SMTP));
    private final Map<Service, Integer> ports;
    private final ApiRoutes routes;
    private final Map<String, String> environment;

    private TestNode() {
        // The mail server is the other side, and tells every address it hears of.
        ((Logger) LoggerFactory.getLogger("com.icegreen.greenmail")).setLevel(Level.WARN);
        mail.start();
        var free = freePorts(5);
        this.databasePort = postgres();
        this.managementPort = free.get(4);
        var store = new TestStore(objects).settings();
        this.ports = Map.of(Service.USER, free.get(0), Service.MESSAGING, free.get(1), Service.SEARCH, free.get(2));
        var variables = new HashMap<>(TestProviders.get().settings());
        variables.putAll(Map.ofEntries(
                Map.entry("APP_ENV", "development"),
                Map.entry("APP_HOST", "127.0.0.1"),
                Map.entry("APP_PORT", free.get(0).toString()),
                Map.entry("MESSAGING_PORT", free.get(1).toString()),
                Map.entry("SEARCH_PORT", free.get(2).toString()),
                Map.entry("NOVA_CLUSTER_PORT", free.get(3).toString()),
                Map.entry("NOVA_MANAGEMENT_PORT", free.get(4).toString()),
                Map.entry("NOVA_CLUSTER_CONTACT_POINTS", "127.0.0.1:" + free.get(4)),
                Map.entry(
                        "DATABASE_URL", "postgresql://postgres:postgres@127.0.0.1:%d/postgres".formatted(databasePort)),
                // All tests come from one address.
                Map.entry("RATE_LIMIT_MAX_REQUESTS", "1000000"),
                Map.entry("SMTP_HOST", "127.0.0.1"),
                Map.entry("SMTP_PORT", Integer.toString(mail.getSmtp().getPort())),
                Map.entry("SMTP_FROM_EMAIL", "nova@example.com"),
                Map.entry("REDIS_URL", "redis://127.0.0.1:1"),
                Map.entry("KAFKA_BROKERS", "127.0.0.1:1"),
                Map.entry("JWT_PRIVATE_KEY_PEM", pem()),
                Map.entry("NOVA_MASTER_KEYSET_FILE", keysetFile.toString()),
                Map.entry("NOVA_MANAGEMENT_SECRET", MANAGEMENT_SECRET),
                Map.entry("S3_ENDPOINT", store.endpoint().orElseThrow().toString()),
                Map.entry("S3_BUCKET", store.bucket()),
                Map.entry("S3_ACCESS_KEY_ID", store.accessKeyId().value()),
                Map.entry("S3_SECRET_ACCESS_KEY", store.secretAccessKey().value()),
                Map.entry("CORS_ALLOWED_ORIGINS", ORIGIN)));
        this.environment = Map.copyOf(variables);
        var settings = NodeSettings.from(environment);
        this.routes = Node.start(inThisProcess(settings)).orElseThrow();
        Awaitility.await("the node to be ready")
                .atMost(START)
                .pollInterval(Duration.ofMillis(100))
                .until(this::isReady);
    }

    public static TestNode get() {
        return NODE;
    }

    /// On 127.0.0.1.
    public int port(Service service) {
        return Objects.requireNonNull(ports.get(service), "every service has a port");
    }

    /// Where supervisors ask, on 127.0.0.1.
    public int managementPort() {
        return managementPort;
    }

    /// Has the node make an admin, as `./nova admin create` does.
    public void createAdmin(String email, String username, String password) {
        var body =
                "{\"email\": \"%s\", \"username\": \"%s\", \"password\": \"%s\"}".formatted(email, username, password);
        try (var http = HttpClient.newHttpClient()) {
            var answer = http.send(
                    HttpRequest.newBuilder(URI.create("http://127.0.0.1:%d/nova/admins".formatted(managementPort)))
                            .header("Authorization", "Bearer " + MANAGEMENT_SECRET)
                            .header("Content-Type", "application/json")
                            .POST(HttpRequest.BodyPublishers.ofString(body))
                            .build(),
                    HttpResponse.BodyHandlers.ofString());
            if (answer.statusCode() != 201) {
                throw new IllegalStateException("No admin: " + answer.body());
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    /// The node's PostgreSQL, reached behind its back.
    public Connection database() throws SQLException {
        return DriverManager.getConnection(
                "jdbc:postgresql://127.0.0.1:%d/postgres".formatted(databasePort), "postgres", "postgres");
    }

    public ApiRoutes routes() {
        return routes;
    }

    /// Has this node sign by a new key, as an operator would.
    public int rotateKeys(PrintStream out) {
        return KeyRotationProgram.run(environment, false, out);
    }

    /// Rotates the master keyset of this node, as an operator would.
    public int rotateKeyset(boolean dropOld, PrintStream out) {
        return KeysetRotationProgram.run(environment, dropOld, out);
    }

    /// The master keyset as it is in its file now.
    public String keyset() {
        try {
            return Files.readString(keysetFile);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// Puts another keyset into the file of this node.
    public void replaceKeyset(String json) {
        try {
            Files.writeString(keysetFile, json);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Path keysetFile() {
        try {
            var file = Files.createTempFile("nova-keyset", ".json");
            file.toFile().deleteOnExit();
            return Files.writeString(file, KEYSET);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// The server that takes this node's mails.
    public GreenMail mail() {
        return mail;
    }

    /// The keys that sign this node's access tokens.
    public KeyPair tokenKeys() {
        return tokenKeys;
    }

    // A node ends its process with itself; this one is a guest here.
    private static NodeSettings inThisProcess(NodeSettings settings) {
        var guest = ConfigFactory.parseString("""
                akka.coordinated-shutdown { exit-jvm = off, run-by-jvm-shutdown-hook = off }
                akka.jvm-exit-on-fatal-error = off
                """);
        return new NodeSettings(
                settings.http(),
                settings.cluster(),
                settings.persistence(),
                settings.media(),
                settings.logs(),
                guest.withFallback(settings.all()));
    }

    private boolean isReady() {
        try (var socket = new Socket("127.0.0.1", port(Service.USER))) {
            socket.setSoTimeout((int) TimeUnit.SECONDS.toMillis(5));
            socket.getOutputStream()
                    .write("GET /health/ready HTTP/1.0\r\nHost: a\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
            return new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8)
                    .startsWith("HTTP/1.1 200 ");
        } catch (IOException notYet) {
            return false;
        }
    }

    private static int postgres() {
        try {
            return EmbeddedPostgres.builder().start().getPort();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// Where the node's object store has its files.
    public Path objects() {
        return objects;
    }

    private static Path newDirectory() {
        try {
            return Files.createTempDirectory("nova-test-store");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    // All are held until the last is found, so that they differ.
    private static List<Integer> freePorts(int count) {
        var sockets = new ArrayList<ServerSocket>();
        try {
            for (var n = 0; n < count; n++) {
                sockets.add(new ServerSocket(0, 1, InetAddress.getLoopbackAddress()));
            }
            var ports = sockets.stream().map(ServerSocket::getLocalPort).toList();
            for (var socket : sockets) {
                socket.close();
            }
            return ports;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private String pem() {
        var encoder = Base64.getMimeEncoder(64, new byte[] {'\n'});
        return "-----BEGIN PRIVATE KEY-----\n%s\n-----END PRIVATE KEY-----\n"
                .formatted(encoder.encodeToString(tokenKeys.getPrivate().getEncoded()));
    }

    private static KeyPair rsaKeys() {
        try {
            var generator = KeyPairGenerator.getInstance("RSA");
            generator.initialize(2048);
            return generator.generateKeyPair();
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException(impossible); // every JDK has RSA
        }
    }
}

package social.nova.deploy.launcher;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What `./nova doctor` says of machines that lack something, before anything is built: the scripts as they are
/// shipped, with no more on their path than this test puts there.
class DoctorScriptTest {
    private static final Path REPOSITORY = Path.of("../..");
    private static final List<String> TOOLS = List.of(
            "bash",
            "cat",
            "cut",
            "date",
            "df",
            "dirname",
            "find",
            "grep",
            "head",
            "readlink",
            "sort",
            "stat",
            "tail",
            "timeout",
            "tr",
            "uname");

    private static final List<String> PORTS =
            List.of("APP_PORT", "MESSAGING_PORT", "SEARCH_PORT", "NOVA_MANAGEMENT_PORT", "NOVA_CLUSTER_PORT");

    /// What a machine that builds and tests may lack all the same.
    private static final List<String> MEASURED = List.of("memory: only ", "disk: only ");

    @TempDir
    private Path home;

    private Path tools;
    private final Map<String, String> environment = new HashMap<>();

    private record Diagnosis(int exit, String text) {
        /// Without what this machine has too little of.
        Set<String> missing() {
            return text.lines()
                    .filter(line -> line.startsWith("missing  "))
                    .map(line -> line.substring("missing  ".length()))
                    .filter(line -> MEASURED.stream().noneMatch(line::startsWith))
                    .collect(Collectors.toSet());
        }
    }

    @BeforeEach
    void aMachineThatHasAll() throws IOException {
        Files.createDirectories(home.resolve("deploy"));
        for (var file : List.of("nova", "pom.xml", "deploy/doctor.sh")) {
            Files.copy(REPOSITORY.resolve(file), home.resolve(file));
        }
        tools = Files.createDirectory(home.resolve("tools"));
        for (var tool : TOOLS) {
            program(tools.resolve(tool), "exec %s \"$@\"".formatted(onThePath(tool)));
        }
        for (var program : List.of("mvn", "ffmpeg", "ffprobe")) {
            program(tools.resolve(program), "exit 0");
        }
        environment.put("PATH", tools.toString());
        environment.put("HOME", home.toString());
        environment.put("JAVA_HOME", jdk("25.0.1").toString());
        environment.put("DATABASE_URL", "postgresql://nova:nova@db/nova");
        environment.put("REDIS_URL", "redis://cache");
        environment.putAll(freePorts());
    }

    @Test
    void isContentWithAMachineThatHasAll() throws Exception {
        var diagnosis = doctor();

        assertThat(diagnosis.missing()).isEmpty();
        assertThat(diagnosis.text())
                .contains(
                        "ok       JDK 25: " + environment.get("JAVA_HOME"),
                        "ok       Maven: " + tools.resolve("mvn"),
                        "ok       ffmpeg: " + tools.resolve("ffmpeg"),
                        "ok       ports: free",
                        "note     settings and servers are looked at once Nova is built");
        assertThat(diagnosis.exit()).isEqualTo(diagnosis.text().contains("missing  ") ? 1 : 0);
    }

    @Test
    void tellsEverythingThatIsMissingAtOnceAndHowToMendIt() throws Exception {
        Files.delete(tools.resolve("mvn"));
        environment.put("APP_PORT", "http");

        var diagnosis = doctor("ulimit -n 1024");

        assertThat(diagnosis.missing())
                .containsExactlyInAnyOrder(
                        "Maven: no mvn on the PATH", "APP_PORT=http: not a port", "open files: only 1024");
        assertThat(diagnosis.text())
                .contains("""
                        missing  Maven: no mvn on the PATH
                                 why: it builds Nova
                                 fix: apt-get install maven
                        """)
                .containsPattern("open files: only 1024\n +why: .+\n +fix: ulimit -n 65536");
        assertThat(diagnosis.exit()).isEqualTo(1);
    }

    @Test
    void aFewOpenFilesAreWorthANote() throws Exception {
        var diagnosis = doctor("ulimit -n 4096");

        assertThat(diagnosis.missing()).isEmpty();
        assertThat(diagnosis.text()).contains("note     open files: 4096\n");
    }

    @Test
    void novaRunsWithoutFfmpeg() throws Exception {
        Files.delete(tools.resolve("ffprobe"));
        var diagnosis = doctor();

        assertThat(diagnosis.missing()).isEmpty();
        assertThat(diagnosis.text()).doesNotContain("ok       ffmpeg");
        assertThat(part("doctor_has_library() { return 1; }; doctor_libraries").text())
                .contains("note     ffmpeg: not on the PATH, nor libpulse.so.0 libasound.so.2 libxcb-shm.so.0");
    }

    @Test
    void theEmbeddedRedisNeedsOpenSsl() throws Exception {
        environment.remove("REDIS_URL");

        assertThat(part("doctor_has_library() { return 1; }; doctor_libraries").missing())
                .containsExactly("OpenSSL 3 (libssl.so.3, libcrypto.so.3)");
    }

    @Test
    void wantsAJdk25AndNoOther() throws Exception {
        var old = jdk("21.0.4");
        environment.put("JAVA_HOME", old.toString());

        assertThat(doctor().text()).doesNotContain("JDK 25: " + old);
        // Those that lie about on this machine are found wherever they are.
        assertThat(part("find_jdk() { return 1; }; doctor_tools").missing()).containsExactly("JDK 25");
    }

    @Test
    void wantsLinux() throws Exception {
        program(tools.resolve("uname"), "[[ $1 == -s ]] && echo Darwin || echo arm64");

        assertThat(doctor().missing()).containsExactly("Linux on x86-64: this is Darwin on arm64");
    }

    @Test
    void saysWhoHoldsAPort() throws Exception {
        var port = Integer.parseInt(environment.getOrDefault("MESSAGING_PORT", ""));
        try (var _ = new ServerSocket(port, 1, InetAddress.getLoopbackAddress())) {
            var diagnosis = doctor();

            assertThat(diagnosis.missing())
                    .singleElement()
                    .asString()
                    .startsWith("port %d (MESSAGING_PORT): taken by ".formatted(port))
                    .endsWith("(pid %d)".formatted(ProcessHandle.current().pid()));
            assertThat(diagnosis.exit()).isEqualTo(1);
        }
    }

    @Test
    void wantsRoomOnTheDisk() throws Exception {
        program(tools.resolve("df"), "echo Filesystem; echo /dev/sda 9000000 8989760 10240 99% /");

        var diagnosis = doctor();

        assertThat(diagnosis.text())
                .contains("missing  disk: only 10 MiB free for "
                        + home.toRealPath().resolve("data"));
        assertThat(diagnosis.exit()).isEqualTo(1);
    }

    @Test
    void aClockThatIsBehindIsNoticed() throws Exception {
        var later = Instant.now().plus(Duration.ofDays(3));
        Files.setLastModifiedTime(home.resolve("pom.xml"), FileTime.from(later));

        assertThat(doctor().missing()).singleElement().asString().startsWith("the right time: it is ");
    }

    @Test
    void rootNeedsAnotherUserForPostgreSql() throws Exception {
        assumeTrue(System.getProperty("user.name").equals("root"), "only root can see it");
        environment.remove("DATABASE_URL");

        assertThat(doctor().missing())
                .singleElement()
                .asString()
                .startsWith("a user PostgreSQL can run as: this is root");
    }

    private Diagnosis doctor() throws Exception {
        return doctor("true");
    }

    /// The whole, after this in the same shell.
    private Diagnosis doctor(String first) throws Exception {
        return bash(first + "; exec bash nova doctor");
    }

    /// A part of it, after something in it has been replaced.
    private Diagnosis part(String script) throws Exception {
        return bash("root=. data=./data home=.; . deploy/doctor.sh; " + script);
    }

    private Diagnosis bash(String script) throws Exception {
        var bash = new ProcessBuilder(tools.resolve("bash").toString(), "-c", script)
                .directory(home.toFile())
                .redirectErrorStream(true);
        bash.environment().clear();
        bash.environment().putAll(environment);
        var process = bash.start();
        process.getOutputStream().close();
        var text = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        return new Diagnosis(process.waitFor(), text);
    }

    private Path jdk(String version) throws IOException {
        var jdk = Files.createDirectory(home.resolve("jdk-" + version));
        Files.writeString(jdk.resolve("release"), "JAVA_VERSION=\"%s\"\n".formatted(version));
        program(Files.createDirectory(jdk.resolve("bin")).resolve("javac"), "exit 0");
        return jdk;
    }

    private static void program(Path file, String script) throws IOException {
        Files.deleteIfExists(file);
        Files.writeString(file, "#!%s\n%s\n".formatted(onThePath("bash"), script));
        assertThat(file.toFile().setExecutable(true)).isTrue();
    }

    private static Path onThePath(String tool) {
        return Stream.of(Objects.requireNonNullElse(System.getenv("PATH"), "").split(":", -1))
                .map(directory -> Path.of(directory, tool))
                .filter(Files::isExecutable)
                .findFirst()
                .orElseThrow(() -> new IllegalStateException("No " + tool + " on the PATH"));
    }

    // All are held until the last is found, so that they differ.
    private static Map<String, String> freePorts() throws IOException {
        var held = new HashMap<String, ServerSocket>();
        for (var variable : PORTS) {
            held.put(variable, new ServerSocket(0, 1, InetAddress.getLoopbackAddress()));
        }
        var ports = new HashMap<String, String>();
        for (var socket : held.entrySet()) {
            ports.put(socket.getKey(), Integer.toString(socket.getValue().getLocalPort()));
            socket.getValue().close();
        }
        return ports;
    }
}

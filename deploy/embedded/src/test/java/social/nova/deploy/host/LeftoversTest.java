package social.nova.deploy.host;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LeftoversTest {

    private static final Duration GRACE = Duration.ofSeconds(5);

    @TempDir
    Path directory;

    @TempDir
    Path elsewhere;

    private final List<Process> started = new ArrayList<>();

    @AfterEach
    void end() {
        started.forEach(Process::destroyForcibly);
    }

    @Test
    void markedProcessIsFoundAndStoppedAndNoOther() throws Exception {
        var data = DataDirectory.at(directory);
        var own = sleeper(data);
        var foreign = sleeper(DataDirectory.at(elsewhere));

        var stopped = Leftovers.all(data).stop(GRACE);

        assertThat(stopped).extracting(RunningProcess::pid).containsExactly(own.pid());
        assertThat(own.onExit()).succeedsWithin(1, TimeUnit.SECONDS);
        assertThat(foreign.isAlive()).isTrue();
    }

    @Test
    void programUnpackedIntoTheDirectoryIsFoundByItsFile() throws Exception {
        var data = DataDirectory.at(directory);
        var program = Files.copy(Path.of("/bin/sleep").toRealPath(), data.bin().resolve("server"));
        assertThat(program.toFile().setExecutable(true)).isTrue();
        var own = start(program.toString(), "600");
        sleeper(data);

        assertThat(Leftovers.databases(data).find())
                .extracting(RunningProcess::pid)
                .containsExactly(own.pid());
        assertThat(Leftovers.all(data).stop(GRACE)).hasSize(2);
    }

    @Test
    void processThatIgnoresTheRequestIsKilled() throws Exception {
        var data = DataDirectory.at(directory);
        var own = start("sh", "-c", "trap '' TERM; echo set; while :; do read x; done", data.mark());
        assertThat(own.inputReader().readLine()).isEqualTo("set");

        Leftovers.all(data).stop(Duration.ofMillis(200));

        assertThat(own.onExit()).succeedsWithin(1, TimeUnit.SECONDS);
        assertThat(own.exitValue()).isEqualTo(128 + 9);
    }

    /// A process whose command line carries the mark of `data`.
    private Process sleeper(DataDirectory data) throws IOException {
        var process = start("sh", "-c", "echo on; read x", data.mark());
        process.inputReader().readLine();
        return process;
    }

    private Process start(String... command) throws IOException {
        var process = new ProcessBuilder(command).start();
        started.add(process);
        return process;
    }
}

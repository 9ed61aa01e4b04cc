package social.nova.deploy.launcher;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import social.nova.deploy.host.DataDirectory;
import social.nova.deploy.host.LockFile;

class StatusCommandTest {

    private final StringWriter output = new StringWriter();

    @TempDir
    Path directory;

    @Test
    void saysThatNothingRuns() {
        assertThat(status()).isEqualTo(3);
        assertThat(output.toString()).contains("nothing runs");
    }

    @Test
    void saysWhatALauncherThatIsGoneHasLeftRunning() throws IOException {
        var left = sleeper();
        try {
            assertThat(status()).isZero();
            assertThat(output.toString()).contains("The launcher has ended", "sleep (pid %d)".formatted(left.pid()));
        } finally {
            left.destroyForcibly();
        }
    }

    @Test
    void saysNothingOfTheKindUnderALiveLauncher() throws IOException {
        var watched = sleeper();
        try (var _ = LockFile.tryAcquire(LauncherMain.lock(DataDirectory.at(directory)))
                .orElseThrow()) {
            assertThat(status()).isEqualTo(3);
            assertThat(output.toString()).doesNotContain("The launcher has ended");
        } finally {
            watched.destroyForcibly();
        }
    }

    private int status() {
        return LauncherMain.commandLine()
                .setOut(new PrintWriter(output, true))
                .execute("--data", directory.toString(), "status");
    }

    private Process sleeper() throws IOException {
        var builder = new ProcessBuilder("sleep", "600");
        builder.environment()
                .put(
                        DataDirectory.MARK_VARIABLE,
                        DataDirectory.at(directory).root().toString());
        return builder.start();
    }
}

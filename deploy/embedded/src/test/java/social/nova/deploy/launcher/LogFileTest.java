package social.nova.deploy.launcher;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LogFileTest {

    @TempDir
    Path directory;

    @Test
    void tailIsTheLastLines() throws IOException {
        var log = log("one\ntwo\nthree\n");

        assertThat(log.name()).isEqualTo("node-1");
        assertThat(log.tail(2)).containsExactly("two", "three");
        assertThat(new LogFile(directory.resolve("none.log")).tail(2)).isEmpty();
    }

    @Test
    void followingWaitsForTheEndOfALineAndNoticesANewFile() throws IOException {
        var log = log("one\nha");

        var chunk = log.readFrom(0);
        assertThat(chunk).isEqualTo(new LogFile.Chunk("one\n", 4));
        log("new\n");
        assertThat(log.readFrom(100).text()).isEqualTo("new\n");
    }

    @Test
    void onlyALargeLogIsPutAside() throws IOException {
        var log = log("one\n");
        log.rotate();
        assertThat(log.tail(1)).containsExactly("one");

        Files.write(log.path(), new byte[11 << 20]);
        log.rotate();
        assertThat(log.path()).doesNotExist();
        assertThat(directory.resolve("node-1.log.1")).exists();
    }

    private LogFile log(String text) throws IOException {
        return new LogFile(Files.writeString(directory.resolve("node-1.log"), text));
    }
}

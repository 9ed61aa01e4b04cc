package social.nova.loadtest.fault;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

class CommitWatchTest {
    private final CommitWatch watch = new CommitWatch();

    @Test
    void noticesACommitThatIsSentWhole() {
        start();

        assertThat(sees(message('Q', "BEGIN"))).isFalse();
        assertThat(sees(message('Q', "COMMIT"))).isTrue();
    }

    @Test
    void noticesACommitThatWasParsedBefore() {
        start();
        sees(message('P', "S_1", "BEGIN"), message('P', "S_2", "COMMIT"));

        assertThat(sees(message('B', "", "S_1"))).isFalse();
        assertThat(sees(message('B', "", "S_2"))).isTrue();
    }

    @Test
    void forgetsANameThatIsGivenToAnotherStatement() {
        start();
        sees(message('P', "", "COMMIT"), message('P', "", "SELECT 1"));

        assertThat(sees(message('B', "", ""))).isFalse();
    }

    @Test
    void noticesACommitThatComesInPieces() {
        start();
        var commit = message('Q', "COMMIT");

        assertThat(sees(Arrays.copyOf(commit, 3))).isFalse();
        assertThat(sees(Arrays.copyOfRange(commit, 3, commit.length))).isTrue();
    }

    @Test
    void passesOverWhatIsLong() {
        start();
        var insert = message('B', "", "S_9", "COMMIT".repeat(1_000));

        assertThat(sees(Arrays.copyOf(insert, 500))).isFalse();
        assertThat(sees(Arrays.copyOfRange(insert, 500, insert.length), message('Q', "COMMIT")))
                .isTrue();
    }

    @Test
    void knowsWhatTheClientCalledItself() {
        start();

        assertThat(watch.isOf("nova-journal")).isTrue();
        assertThat(watch.isOf("nova-api")).isFalse();
    }

    @Test
    void knowsWhatTheClientCallsItselfLater() {
        start();
        sees(message('P', "", "SET application_name = 'nova-api'"));

        assertThat(watch.isOf("nova-api")).isTrue();
        assertThat(watch.isOf("nova-journal")).isFalse();
    }

    private void start() {
        sees(ByteBuffer.allocate(8).putInt(8).putInt(80_877_103).array());
        var parameters = "user\0nova\0application_name\0nova-journal\0\0".getBytes(StandardCharsets.US_ASCII);
        sees(ByteBuffer.allocate(8 + parameters.length)
                .putInt(8 + parameters.length)
                .putInt(196_608)
                .put(parameters)
                .array());
    }

    private boolean sees(byte[]... pieces) {
        var all = new ByteArrayOutputStream();
        Arrays.stream(pieces).forEach(all::writeBytes);
        return watch.sees(all.toByteArray(), all.size());
    }

    private static byte[] message(char type, String... strings) {
        var body = (String.join("\0", strings) + "\0").getBytes(StandardCharsets.US_ASCII);
        return ByteBuffer.allocate(5 + body.length)
                .put((byte) type)
                .putInt(4 + body.length)
                .put(body)
                .array();
    }
}

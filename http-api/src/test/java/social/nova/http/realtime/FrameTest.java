package social.nova.http.realtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import akka.util.ByteString;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class FrameTest {

    @ParameterizedTest
    @CsvSource({
        "0, 8100",
        "125, 817d",
        "126, 817e007e",
        "65535, 817effff",
        "65536, 817f0000000000010000",
        "16777216, 817f0000000001000000"
    })
    void writesTheShortestLength(int length, String header) {
        var frame = Frame.text("x".repeat(length));

        assertThat(hex(frame).substring(0, header.length())).isEqualTo(header);
        assertThat(frame.size()).isEqualTo(header.length() / 2 + length);
        assertThat(frame.bytes().isCompact()).isTrue();
    }

    @Test
    void encodesTheSameFromTextBytesAndByteString() {
        byte[] utf8 = "grüße 🎈".getBytes(StandardCharsets.UTF_8);

        assertThat(hex(Frame.text(utf8))).isEqualTo(hex(Frame.text("grüße 🎈")));
        assertThat(hex(Frame.text(ByteString.fromArray(utf8)))).isEqualTo(hex(Frame.text("grüße 🎈")));
    }

    @Test
    void writesCodeAndReasonOfAClose() {
        assertThat(hex(Frame.close(CloseCode.TRY_AGAIN_LATER, "no"))).isEqualTo("880403f56e6f");
        assertThat(hex(Frame.close(CloseCode.NO_STATUS, "no"))).isEqualTo("8800");
    }

    @Test
    void cutsALongReasonBetweenCharacters() {
        var frame = Frame.close(CloseCode.NORMAL, "x".repeat(122) + "é");

        assertThat(frame.size()).isEqualTo(2 + 2 + 122);
    }

    @Test
    void refusesACodeThatMustNotTravel() {
        assertThatThrownBy(() -> Frame.close(CloseCode.ABNORMAL, "")).isInstanceOf(IllegalArgumentException.class);
    }

    private static String hex(Frame frame) {
        return HexFormat.of().formatHex(frame.bytes().toArrayUnsafe());
    }
}

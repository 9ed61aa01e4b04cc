package social.nova.http.realtime;

import static org.assertj.core.api.Assertions.assertThat;
import static social.nova.http.realtime.ClientBytes.bytes;
import static social.nova.http.realtime.ClientBytes.frame;
import static social.nova.http.realtime.ClientBytes.hex;

import akka.util.ByteString;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import social.nova.http.realtime.ClientFrame.Text;

class FrameParserTest {

    private static final int MAX = 128 * 1024;

    private final FrameParser parser = new FrameParser(MAX);

    /// Masked with zeros, so that the payload can be read.
    @ParameterizedTest(name = "{0}")
    @CsvSource(textBlock = """
        first reserved bit,                 c1 80 00000000,                     1002
        second reserved bit,                a1 80 00000000,                     1002
        third reserved bit,                 91 80 00000000,                     1002
        reserved bit on a ping,             c9 80 00000000,                     1002
        opcode 3,                           83 80 00000000,                     1002
        opcode 7,                           87 80 00000000,                     1002
        opcode 11,                          8b 80 00000000,                     1002
        opcode 15,                          8f 80 00000000,                     1002
        text without a mask,                81 00,                              1002
        ping without a mask,                89 00,                              1002
        ping of 126 bytes,                  89 fe 007e 00000000,                1002
        ping of 2^63 bytes,                 89 ff 8000000000000000 00000000,    1002
        fragmented ping,                    09 80 00000000,                     1002
        fragmented close,                   08 80 00000000,                     1002
        continuation of nothing,            80 80 00000000,                     1002
        continuation after an ended text,   81 80 00000000 80 80 00000000,      1002
        text inside a text,                 01 80 00000000 81 80 00000000,      1002
        binary inside a text,               01 80 00000000 82 80 00000000,      1002
        length with the high bit,           81 ff 8000000000000000 00000000,    1002
        length of -1,                       81 ff ffffffffffffffff 00000000,    1002
        binary,                             82 80 00000000,                     1003
        first fragment of a binary,         02 80 00000000,                     1003
        a byte above the maximum,           81 ff 0000000000020001 00000000,    1009
        1 GiB,                              81 ff 0000000040000000 00000000,    1009
        2^63-1 bytes,                       81 ff 7fffffffffffffff 00000000,    1009
        fragments above the maximum,        01 81 00000000 61 80 ff 0000000000020000 00000000, 1009
        half a close code,                  88 81 00000000 03,                  1002
        close code 0,                       88 82 00000000 0000,                1002
        close code 999,                     88 82 00000000 03e7,                1002
        close code 1004,                    88 82 00000000 03ec,                1002
        close code 1005,                    88 82 00000000 03ed,                1002
        close code 1006,                    88 82 00000000 03ee,                1002
        close code 1015,                    88 82 00000000 03f7,                1002
        close code 1016,                    88 82 00000000 03f8,                1002
        close code 2999,                    88 82 00000000 0bb7,                1002
        close code 5000,                    88 82 00000000 1388,                1002
        close code 65535,                   88 82 00000000 ffff,                1002
        close reason not UTF-8,             88 84 00000000 03e8 c3 28,          1007
        """)
    void tellsEachViolationByItsCode(String rule, String bytes, int code) {
        assertThat(read(hex(bytes)).getLast())
                .isInstanceOfSatisfying(
                        ClientFrame.Violation.class,
                        violation -> assertThat(violation.code().value()).isEqualTo(code));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "80", // a continuation byte alone
                "c3", // cut short
                "e2 82", // cut short
                "f0 9f 98", // cut short
                "c0 af", // overlong
                "e0 80 af", // overlong
                "f0 80 80 af", // overlong
                "ed a0 80", // high surrogate
                "ed bf bf", // low surrogate
                "ed a0 bd ed b8 80", // a pair of them
                "f4 90 80 80", // above U+10FFFF
                "f8 88 80 80 80", // five bytes
                "fe",
                "ff",
                "61 c3 28 62",
                "ef bf bd ff" // U+FFFD itself, then a fault
            })
    void refusesTextThatIsNotUtf8(String bytes) {
        assertThat(read(frame(true, Opcode.TEXT, bytes(bytes))))
                .singleElement()
                .isEqualTo(new ClientFrame.Violation(CloseCode.INVALID_PAYLOAD, "not UTF-8"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "a", "é", "€", "😀", "\uFFFD", "\uFFFF", "\u0000", "\uD7FF\uE000", "\uDBFF\uDFFF"})
    void acceptsEveryCharacterThereIs(String text) {
        assertThat(read(ClientBytes.text(text))).containsExactly(new Text(text));
    }

    @Test
    void acceptsACharacterSplitAcrossFragments() {
        assertThat(read(
                        frame(false, Opcode.TEXT, bytes("f0 9f")),
                        frame(false, Opcode.CONTINUATION, bytes("98")),
                        frame(true, Opcode.CONTINUATION, bytes("80"))))
                .containsExactly(new Text("😀"));
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 7, 8, 125, 126, 127, 65_535, 65_536, MAX})
    void readsEveryFormOfLength(int length) {
        var text = "abcdefghijk".repeat(length / 11 + 1).substring(0, length);

        assertThat(read(ClientBytes.text(text))).containsExactly(new Text(text));
    }

    @Test
    void readsOneByteAtATime() {
        var all = frame(false, Opcode.TEXT, utf8("Hel"))
                .concat(frame(true, Opcode.PING, utf8("there?")))
                .concat(frame(true, Opcode.CONTINUATION, utf8("lo")))
                .concat(ClientBytes.text("x".repeat(300)));
        var read = new ArrayList<ClientFrame>();
        for (int n = 0; n < all.size(); n++) {
            read.addAll(read(all.slice(n, n + 1)));
        }

        assertThat(read)
                .satisfiesExactly(
                        ping -> assertThat(((ClientFrame.Ping) ping).payload())
                                .asString()
                                .isEqualTo("there?"),
                        text -> assertThat(text).isEqualTo(new Text("Hello")),
                        text -> assertThat(text).isEqualTo(new Text("x".repeat(300))));
    }

    @Test
    void takesControlFramesBetweenFragments() {
        assertThat(read(
                        frame(false, Opcode.TEXT, utf8("a")),
                        frame(true, Opcode.PONG, utf8("unasked")),
                        frame(false, Opcode.CONTINUATION, new byte[0]),
                        frame(true, Opcode.CLOSE, bytes("03e9 6f6b"))))
                .containsExactly(new ClientFrame.Pong(), new ClientFrame.Close(CloseCode.GOING_AWAY, "ok"));
    }

    @Test
    void readsACloseWithoutACode() {
        assertThat(read(hex("88 80 00000000"))).containsExactly(new ClientFrame.Close(CloseCode.NO_STATUS, ""));
    }

    @ParameterizedTest
    @ValueSource(ints = {1000, 1001, 1003, 1007, 1011, 1014, 3000, 4008, 4999})
    void takesTheCodesThatMayTravel(int code) {
        assertThat(read(ClientBytes.close(code))).containsExactly(new ClientFrame.Close(new CloseCode(code), ""));
    }

    @Test
    void endsAMessageOfFragmentsWithoutEnd() {
        var read = new ArrayList<>(read(frame(false, Opcode.TEXT, new byte[0])));
        for (int n = 0; read.isEmpty() && n < 1_000_000; n++) {
            read.addAll(read(frame(false, Opcode.CONTINUATION, new byte[0])));
        }

        assertThat(read).containsExactly(new ClientFrame.Violation(CloseCode.POLICY_VIOLATION, "too many fragments"));
    }

    @Test
    void countsFragmentsAndBytesAnewForEachMessage() {
        for (int message = 0; message < 3; message++) {
            assertThat(read(frame(false, Opcode.TEXT, new byte[MAX / 2]))).isEmpty();
            for (int n = 0; n < FrameParser.MAX_FRAGMENTS - 2; n++) {
                assertThat(read(frame(false, Opcode.CONTINUATION, new byte[0]))).isEmpty();
            }
            assertThat(read(frame(true, Opcode.CONTINUATION, new byte[MAX / 2])))
                    .hasSize(1);
        }
    }

    @Test
    void dropsWhatFollowsAViolation() {
        assertThat(read(hex("81 00").concat(ClientBytes.text("never")))).hasSize(1);
        assertThat(read(ClientBytes.text("never"))).isEmpty();
    }

    @Test
    void knowsWhetherItIsInTheMiddle() {
        assertThat(parser.isMidMessage()).isFalse();
        read(hex("81"));
        assertThat(parser.isMidMessage()).isTrue();
        read(hex("80 00000000"));
        assertThat(parser.isMidMessage()).isFalse();
        read(frame(false, Opcode.TEXT, utf8("a")));
        assertThat(parser.isMidMessage()).isTrue();
    }

    private List<ClientFrame> read(ByteString... pieces) {
        var frames = new ArrayList<ClientFrame>();
        for (var piece : pieces) {
            parser.feed(piece);
            var next = parser.next();
            while (next != null) {
                frames.add(next);
                next = parser.next();
            }
        }
        return frames;
    }

    private static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}

package social.nova.http.realtime;

import akka.util.ByteString;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/// A server's frame as it travels: header and payload in one compact piece, encoded once.
///
/// Immutable: any number of sockets may send the same frame, and none copies it.
public final class Frame {

    static final Frame PING = encode(Opcode.PING, new byte[0]);

    private static final int MAX_CONTROL_PAYLOAD = 125;

    private final ByteString bytes;

    private Frame(ByteString bytes) {
        this.bytes = bytes;
    }

    /// A whole text message.
    public static Frame text(String text) {
        return text(text.getBytes(StandardCharsets.UTF_8));
    }

    /// A whole text message, given as valid UTF-8. The array is copied.
    public static Frame text(byte[] utf8) {
        return encode(Opcode.TEXT, utf8);
    }

    /// A whole text message, given as valid UTF-8.
    public static Frame text(ByteString utf8) {
        return encode(Opcode.TEXT, utf8.asByteBuffer());
    }

    /// The answer to a ping.
    static Frame pong(byte[] payload) {
        return encode(Opcode.PONG, payload);
    }

    /// A close frame; an empty one for [CloseCode#NO_STATUS].
    static Frame close(CloseCode code, String reason) {
        if (code.equals(CloseCode.NO_STATUS)) {
            return encode(Opcode.CLOSE, new byte[0]);
        }
        if (!code.mayTravel()) {
            throw new IllegalArgumentException("A close frame must not carry " + code.value());
        }
        byte[] utf8 = reason.getBytes(StandardCharsets.UTF_8);
        int length = utf8.length;
        if (length > MAX_CONTROL_PAYLOAD - 2) {
            length = MAX_CONTROL_PAYLOAD - 2;
            while ((utf8[length] & 0xC0) == 0x80) {
                length--; // never through the middle of a character
            }
        }
        var payload = new byte[2 + length];
        payload[0] = (byte) (code.value() >> 8);
        payload[1] = (byte) code.value();
        System.arraycopy(utf8, 0, payload, 2, length);
        return encode(Opcode.CLOSE, payload);
    }

    /// Everything that goes on the wire.
    public ByteString bytes() {
        return bytes;
    }

    /// The number of [#bytes].
    public int size() {
        return bytes.size();
    }

    private static Frame encode(int opcode, byte[] payload) {
        return encode(opcode, ByteBuffer.wrap(payload));
    }

    private static Frame encode(int opcode, ByteBuffer payload) {
        int length = payload.remaining();
        int header = length < 126 ? 2 : length < 0x10000 ? 4 : 10;
        var frame = new byte[header + length];
        frame[0] = (byte) (0x80 | opcode);
        switch (header) {
            case 2 -> frame[1] = (byte) length;
            case 4 -> {
                frame[1] = 126;
                bigEndian(frame, 2, length);
            }
            default -> {
                frame[1] = 127;
                bigEndian(frame, 8, length);
            }
        }
        payload.get(frame, header, length);
        return new Frame(ByteString.fromArrayUnsafe(frame));
    }

    /// Writes the length into the bytes that end a length field of `headerBytes` bytes.
    private static void bigEndian(byte[] frame, int lengthBytes, int length) {
        for (int n = 0; n < Math.min(lengthBytes, 4); n++) {
            frame[1 + lengthBytes - n] = (byte) (length >>> (8 * n));
        }
    }
}

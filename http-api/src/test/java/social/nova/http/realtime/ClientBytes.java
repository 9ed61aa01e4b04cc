package social.nova.http.realtime;

import akka.util.ByteString;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;

/// Frames as a client encodes them: masked.
final class ClientBytes {

    private static final byte[] MASK = {0x12, (byte) 0xFE, 0x56, (byte) 0x9A};

    private ClientBytes() {}

    static ByteString text(String text) {
        return frame(true, Opcode.TEXT, text.getBytes(StandardCharsets.UTF_8));
    }

    static ByteString close(int code) {
        return frame(true, Opcode.CLOSE, new byte[] {(byte) (code >> 8), (byte) code});
    }

    static ByteString frame(boolean last, int opcode, byte[] payload) {
        var frame = ByteBuffer.allocate(14 + payload.length);
        frame.put((byte) ((last ? 0x80 : 0) | opcode));
        if (payload.length < 126) {
            frame.put((byte) (0x80 | payload.length));
        } else if (payload.length < 0x10000) {
            frame.put((byte) (0x80 | 126)).putShort((short) payload.length);
        } else {
            frame.put((byte) (0x80 | 127)).putLong(payload.length);
        }
        frame.put(MASK);
        for (int n = 0; n < payload.length; n++) {
            frame.put((byte) (payload[n] ^ MASK[n & 3]));
        }
        return ByteString.fromByteBuffer(frame.flip());
    }

    /// Bytes as they stand; spaces are for the reader.
    static ByteString hex(String hex) {
        return ByteString.fromArray(bytes(hex));
    }

    static byte[] bytes(String hex) {
        return HexFormat.of().parseHex(hex.replace(" ", ""));
    }
}

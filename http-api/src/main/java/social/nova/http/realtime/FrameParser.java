package social.nova.http.realtime;

import akka.util.ByteString;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;
import social.nova.http.realtime.ClientFrame.Violation;

/// Reads a client's bytes, in whatever pieces they come, as frames of RFC 6455.
///
/// [#feed] a piece, then take from [#next] until it says null; only then the next piece. After a
/// [Violation] or a [ClientFrame.Close] there is nothing more: whatever follows is dropped.
///
/// Memory: one piece, and what arrived of one message. A message's size is judged by what its frames declare, before
/// any of it is kept, but space is taken only for what did arrive: declaring much and sending little costs nothing.
final class FrameParser {

    /// More fragments than anyone needs; without it, empty ones would go on for ever.
    static final int MAX_FRAGMENTS = 1_024;

    private static final VarHandle LONGS = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.BIG_ENDIAN);

    private static final byte[] NOTHING = {};
    private static final ByteBuffer NO_BYTES = ByteBuffer.allocate(0);
    private static final int MAX_HEADER = 14;
    private static final int MAX_CONTROL_PAYLOAD = 125;

    private final int maxMessageBytes;

    private ByteBuffer piece = NO_BYTES;
    private boolean ended;

    private final byte[] header = new byte[MAX_HEADER];
    private int headerBytes;
    private boolean inPayload;

    // Of the frame whose payload is being read.
    private int opcode;
    private boolean last;
    private int mask;
    private int length;
    private int lengthRead;
    private byte[] control = NOTHING;

    // Of the message that the data frames make up.
    private boolean fragmented;
    private int fragments;
    private byte[] message = NOTHING;
    private int messageBytes;

    FrameParser(int maxMessageBytes) {
        this.maxMessageBytes = maxMessageBytes;
    }

    void feed(ByteString bytes) {
        if (piece.hasRemaining()) {
            throw new IllegalStateException("The piece before is not read to its end");
        }
        piece = ended ? NO_BYTES : bytes.asByteBuffer();
    }

    /// The next frame or message, or null when all that was fed is read.
    @Nullable
    ClientFrame next() {
        var next = ended ? null : read();
        ended |= next instanceof Violation || next instanceof ClientFrame.Close;
        if (ended) {
            message = NOTHING;
        }
        if (ended || next == null) {
            piece = NO_BYTES;
        }
        return next;
    }

    private @Nullable ClientFrame read() {
        while (true) {
            if (!inPayload) {
                if (!readHeader()) {
                    return null;
                }
                var violation = startFrame();
                if (violation != null) {
                    return violation;
                }
            }
            if (!readPayload()) {
                return null;
            }
            var complete = endFrame();
            if (complete != null) {
                return complete;
            }
        }
    }

    /// Whether a frame or a message has begun and not ended.
    boolean isMidMessage() {
        return headerBytes > 0 || fragmented;
    }

    private boolean readHeader() {
        while (headerBytes < headerLength()) {
            if (!piece.hasRemaining()) {
                return false;
            }
            header[headerBytes++] = piece.get();
        }
        return true;
    }

    private int headerLength() {
        if (headerBytes < 2) {
            return 2;
        }
        return 2 + extendedLengthBytes() + (isMasked() ? 4 : 0);
    }

    private int extendedLengthBytes() {
        return switch (header[1] & 0x7F) {
            case 126 -> 2;
            case 127 -> 8;
            default -> 0;
        };
    }

    private boolean isMasked() {
        return header[1] < 0;
    }

    private @Nullable Violation startFrame() {
        opcode = header[0] & 0x0F;
        last = header[0] < 0;
        if ((header[0] & 0x70) != 0) {
            return protocolError("reserved bits are set");
        }
        if (!isMasked()) {
            return protocolError("frame is not masked");
        }
        long declared = declaredLength();
        var violation = switch (opcode) {
            case Opcode.CLOSE, Opcode.PING, Opcode.PONG -> startControl(declared);
            case Opcode.CONTINUATION, Opcode.TEXT, Opcode.BINARY -> startData(declared);
            default -> protocolError("unknown opcode " + opcode);
        };
        if (violation != null) {
            return violation;
        }
        mask = (int) bigEndian(2 + extendedLengthBytes(), 4);
        length = (int) declared;
        lengthRead = 0;
        inPayload = true;
        return null;
    }

    private @Nullable Violation startControl(long declared) {
        if (!last) {
            return protocolError("control frame is fragmented");
        }
        if (declared < 0 || declared > MAX_CONTROL_PAYLOAD) {
            return protocolError("control frame is too long");
        }
        control = declared == 0 ? NOTHING : new byte[(int) declared];
        return null;
    }

    private @Nullable Violation startData(long declared) {
        if (declared < 0) {
            return protocolError("length is negative");
        }
        if (fragmented != (opcode == Opcode.CONTINUATION)) {
            return protocolError(fragmented ? "message inside a message" : "continuation of nothing");
        }
        if (opcode == Opcode.BINARY) {
            return new Violation(CloseCode.UNSUPPORTED_DATA, "only text is understood");
        }
        if (declared > maxMessageBytes - messageBytes) {
            return new Violation(CloseCode.MESSAGE_TOO_BIG, "message exceeds " + maxMessageBytes + " bytes");
        }
        if (++fragments > MAX_FRAGMENTS) {
            return new Violation(CloseCode.POLICY_VIOLATION, "too many fragments");
        }
        return null;
    }

    private long declaredLength() {
        int extended = extendedLengthBytes();
        return extended == 0 ? header[1] & 0x7F : bigEndian(2, extended);
    }

    private long bigEndian(int from, int bytes) {
        long value = 0;
        for (int n = 0; n < bytes; n++) {
            value = (value << 8) | (header[from + n] & 0xFF);
        }
        return value;
    }

    private boolean isControl() {
        return opcode >= Opcode.CLOSE;
    }

    private boolean readPayload() {
        int count = Math.min(length - lengthRead, piece.remaining());
        if (count > 0) {
            if (isControl()) {
                unmask(control, lengthRead, count);
            } else {
                reserve(messageBytes + count);
                unmask(message, messageBytes, count);
                messageBytes += count;
            }
            lengthRead += count;
        }
        return lengthRead == length;
    }

    /// Doubles, so that a message in many pieces is not copied for each of them.
    private void reserve(int capacity) {
        if (message.length < capacity) {
            message = Arrays.copyOf(message, Math.max(capacity, Math.min(maxMessageBytes, 2 * message.length)));
        }
    }

    private void unmask(byte[] target, int from, int count) {
        piece.get(target, from, count);
        int key = Integer.rotateLeft(mask, 8 * (lengthRead & 3));
        long wideKey = ((long) key << 32) | (key & 0xFFFF_FFFFL);
        int at = from;
        int end = from + count;
        for (; at + 8 <= end; at += 8) {
            LONGS.set(target, at, (long) LONGS.get(target, at) ^ wideKey);
        }
        for (int n = 0; at < end; at++, n++) {
            target[at] ^= (byte) (key >>> (24 - 8 * (n & 3)));
        }
    }

    private @Nullable ClientFrame endFrame() {
        headerBytes = 0;
        inPayload = false;
        return switch (opcode) {
            case Opcode.PING -> new ClientFrame.Ping(control);
            case Opcode.PONG -> new ClientFrame.Pong();
            case Opcode.CLOSE -> endClose();
            default -> endData();
        };
    }

    private ClientFrame endClose() {
        if (length == 0) {
            return new ClientFrame.Close(CloseCode.NO_STATUS, "");
        }
        if (length == 1) {
            return protocolError("close frame with half a code");
        }
        int code = ((control[0] & 0xFF) << 8) | (control[1] & 0xFF);
        if (!CloseCode.mayTravel(code)) {
            return protocolError("close code " + code + " must not travel");
        }
        var reason = Utf8.decode(control, 2, length - 2);
        return reason == null ? notUtf8() : new ClientFrame.Close(new CloseCode(code), reason);
    }

    private @Nullable ClientFrame endData() {
        fragmented = !last;
        if (fragmented) {
            return null;
        }
        var text = Utf8.decode(message, 0, messageBytes);
        message = NOTHING;
        messageBytes = 0;
        fragments = 0;
        return text == null ? notUtf8() : new ClientFrame.Text(text);
    }

    private static Violation protocolError(String reason) {
        return new Violation(CloseCode.PROTOCOL_ERROR, reason);
    }

    private static Violation notUtf8() {
        return new Violation(CloseCode.INVALID_PAYLOAD, "not UTF-8");
    }
}

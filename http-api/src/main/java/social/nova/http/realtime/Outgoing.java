package social.nova.http.realtime;

import akka.util.ByteString;
import org.jspecify.annotations.Nullable;

/// What a stage writes next, in this order: pong, ping, the socket's queue, the close frame, and then nothing ever.
///
/// Of control frames at most one of each kind waits: pings that come faster than the wire takes pongs are answered by
/// the latest.
final class Outgoing {

    /// Frames that are queued at the same time travel in one push up to this size: each push costs a round through the
    /// TCP actor.
    static final int MERGED_BYTES = 16 * 1024;

    private final StreamSocket socket;

    private @Nullable Frame pong;
    private boolean pingDue;
    private boolean closing;
    private @Nullable Frame closeFrame;
    private boolean roomCameBack;

    Outgoing(StreamSocket socket) {
        this.socket = socket;
    }

    void pong(byte[] payload) {
        pong = Frame.pong(payload);
    }

    void ping() {
        pingDue = true;
    }

    /// From here on: what is queued, then the frame if there is one, then nothing.
    void close(@Nullable Frame frame, boolean dropQueue) {
        closing = true;
        closeFrame = frame;
        pong = null;
        pingDue = false;
        if (dropQueue) {
            socket.clear();
        }
    }

    /// Whether the last byte was taken.
    boolean isAtEnd() {
        return closing && closeFrame == null;
    }

    /// Whether there is something to write beside the queue.
    boolean isControlDue() {
        return pong != null || pingDue || socket.isProbeDue() || closeFrame != null;
    }

    /// Empty when there is nothing to write.
    ByteString take() {
        if (isAtEnd()) {
            socket.clear(); // of a sender that was too late to see the close
            return ByteString.emptyByteString();
        }
        var bytes = ByteString.emptyByteString();
        if (pong != null) {
            bytes = pong.bytes();
            pong = null;
        }
        if (socket.takeProbe() || pingDue) {
            bytes = bytes.concat(Frame.PING.bytes());
            pingDue = false;
        }
        var next = socket.peek();
        while (next != null && (bytes.isEmpty() || bytes.size() + next.size() <= MERGED_BYTES)) {
            bytes = bytes.concat(next.bytes());
            roomCameBack |= socket.remove(next);
            next = socket.peek();
        }
        if (next == null && closeFrame != null) {
            bytes = bytes.concat(closeFrame.bytes());
            closeFrame = null;
        }
        return bytes;
    }

    /// Whether taking made room where there was none, since the last time this was asked.
    boolean roomCameBack() {
        boolean answer = roomCameBack;
        roomCameBack = false;
        return answer;
    }
}

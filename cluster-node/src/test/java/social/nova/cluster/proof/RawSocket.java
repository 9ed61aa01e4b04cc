package social.nova.cluster.proof;

import java.io.DataInputStream;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import social.nova.loadtest.client.Person;
import social.nova.loadtest.client.Web;
import social.nova.loadtest.run.Node;

/// A messaging socket down to its bytes, with next to no room of its own: reads when told, and as slowly as told.
final class RawSocket implements AutoCloseable {
    private static final int RECEIVE_BUFFER = 4 * 1024;
    private static final int MASKED = 0x80;
    private static final int TEXT = 0x1;
    private static final int CLOSE = 0x8;

    private final Socket socket = new Socket();
    private final DataInputStream in;

    RawSocket(Node node, Person person) throws IOException {
        var address = node.messaging();
        var colon = address.lastIndexOf(':');
        socket.setReceiveBufferSize(RECEIVE_BUFFER);
        socket.connect(
                new InetSocketAddress(address.substring(0, colon), Integer.parseInt(address.substring(colon + 1))),
                10_000);
        socket.setSoTimeout(30_000);
        in = new DataInputStream(socket.getInputStream());
        socket.getOutputStream().write("""
                GET /ws HTTP/1.1\r
                Host: %s\r
                Upgrade: websocket\r
                Connection: Upgrade\r
                Sec-WebSocket-Version: 13\r
                Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r
                Authorization: Bearer %s\r
                \r
                """.formatted(address, person.token()).getBytes(StandardCharsets.US_ASCII));
        if (!readLine().contains("101")) {
            throw new IOException("no socket");
        }
        while (!readLine().isEmpty()) {
            // the rest of the headers
        }
    }

    /// A text of at most 125 bytes.
    void send(String text) throws IOException {
        var payload = text.getBytes(StandardCharsets.UTF_8);
        var frame = new byte[6 + payload.length];
        frame[0] = (byte) (0x80 | TEXT);
        frame[1] = (byte) (MASKED | payload.length);
        System.arraycopy(payload, 0, frame, 6, payload.length); // masked with zeros
        socket.getOutputStream().write(frame);
    }

    /// The next text, read no faster than so many bytes a second; empty at the end.
    String receive(int bytesPerSecond) throws IOException {
        while (true) {
            var opcode = in.read();
            if (opcode < 0) {
                return "";
            }
            var length = in.readUnsignedByte();
            if (length == 126) {
                length = in.readUnsignedShort();
            } else if (length == 127) {
                length = Math.toIntExact(in.readLong());
            }
            var payload = new byte[length];
            for (var read = 0; read < length; ) {
                var piece = Math.min(length - read, Math.max(1, bytesPerSecond / 20));
                in.readFully(payload, read, piece);
                read += piece;
                pause(Duration.ofMillis(1_000L * piece / bytesPerSecond));
            }
            if ((opcode & 0xF) == TEXT) {
                return new String(payload, StandardCharsets.UTF_8);
            }
            if ((opcode & 0xF) == CLOSE) {
                return "";
            }
        }
    }

    /// Reads all that is left; returns when the server has ended the connection.
    void drain() throws IOException {
        var bytes = new byte[64 * 1024];
        try {
            while (in.read(bytes) >= 0) {
                // of no interest
            }
        } catch (SocketException reset) {
            // the other way to end
        }
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }

    static String sync(String conversation, long after) {
        return Web.write(Map.of("type", "sync", "conversations", Map.of(conversation, after)));
    }

    private String readLine() throws IOException {
        var line = new StringBuilder();
        for (var c = in.read(); c >= 0 && c != '\n'; c = in.read()) {
            if (c != '\r') {
                line.append((char) c);
            }
        }
        return line.toString();
    }

    private static void pause(Duration time) {
        try {
            Thread.sleep(time);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}

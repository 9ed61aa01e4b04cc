package social.nova.deploy.launcher;

import java.io.BufferedInputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.Base64;
import java.util.concurrent.CompletableFuture;

/// Takes one WebSocket, answers each text by `{"echo":<the text>}` in three fragments, and a close by the same close.
/// The text `end` it answers by a close of its own, 1013.
final class FakeSocketServer implements AutoCloseable {

    private static final String GUID = "258EAFA5-E914-47DA-95CA-C5AB0DC85B11";
    private static final int TEXT = 0x1;
    private static final int CONTINUED = 0x0;
    private static final int CLOSE = 0x8;
    private static final int LAST = 0x80;

    private final ServerSocket server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
    private final CompletableFuture<String> authorization = new CompletableFuture<>();

    FakeSocketServer() throws IOException {
        Thread.ofVirtual().start(this::serve);
    }

    URI address() {
        return URI.create("ws://127.0.0.1:" + server.getLocalPort() + "/ws");
    }

    /// What the client showed, once it has connected.
    String authorization() {
        return authorization.join();
    }

    @Override
    public void close() throws IOException {
        server.close();
    }

    private void serve() {
        try (var client = server.accept();
                var in = new DataInputStream(new BufferedInputStream(client.getInputStream()));
                var out = client.getOutputStream()) {
            handshake(in, out);
            while (answer(in, out)) {
                // until one side closes
            }
        } catch (IOException | GeneralSecurityException e) {
            authorization.completeExceptionally(e);
        }
    }

    private void handshake(DataInputStream in, OutputStream out) throws IOException, GeneralSecurityException {
        var key = "";
        var shown = "";
        for (var line = readLine(in); !line.isEmpty(); line = readLine(in)) {
            var colon = line.indexOf(": ");
            var name = line.substring(0, Math.max(0, colon));
            if (name.equalsIgnoreCase("Sec-WebSocket-Key")) {
                key = line.substring(colon + 2);
            } else if (name.equalsIgnoreCase("Authorization")) {
                shown = line.substring(colon + 2);
            }
        }
        authorization.complete(shown);
        var digest = MessageDigest.getInstance("SHA-1").digest((key + GUID).getBytes(StandardCharsets.US_ASCII));
        var accept = Base64.getEncoder().encodeToString(digest);
        out.write(("HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
                        + "Sec-WebSocket-Accept: " + accept + "\r\n\r\n")
                .getBytes(StandardCharsets.US_ASCII));
    }

    private static String readLine(DataInputStream in) throws IOException {
        var line = new StringBuilder();
        for (var c = in.readByte(); c != '\n'; c = in.readByte()) {
            line.append((char) c);
        }
        return line.toString().strip();
    }

    /// Whether it goes on. Frames of clients are masked; here they are short.
    private static boolean answer(DataInputStream in, OutputStream out) throws IOException {
        var opcode = in.readByte() & 0x0F;
        var length = in.readByte() & 0x7F;
        var mask = in.readNBytes(4);
        var payload = in.readNBytes(length);
        for (var n = 0; n < length; n++) {
            payload[n] ^= mask[n % 4];
        }
        if (opcode == CLOSE) {
            write(out, LAST | CLOSE, payload);
        } else if (new String(payload, StandardCharsets.UTF_8).equals("end")) {
            write(out, LAST | CLOSE, new byte[] {1013 >> 8, (byte) 1013, 'f', 'u', 'l', 'l'});
        } else {
            write(out, TEXT, "{\"echo\":".getBytes(StandardCharsets.UTF_8));
            write(out, CONTINUED, payload);
            write(out, LAST | CONTINUED, "}".getBytes(StandardCharsets.UTF_8));
            return true;
        }
        return false;
    }

    private static void write(OutputStream out, int first, byte[] payload) throws IOException {
        out.write(first);
        out.write(payload.length);
        out.write(payload);
        out.flush();
    }
}

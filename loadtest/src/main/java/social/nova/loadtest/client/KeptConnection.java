package social.nova.loadtest.client;

import java.io.BufferedInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Locale;

/// GET over one connection that stays open, written and read by the calling thread alone: no other thread's wait is in
/// what it takes.
public final class KeptConnection implements AutoCloseable {
    private static final String LENGTH = "content-length:";

    private final Socket socket;
    private final InputStream answers;
    private final String api;

    /// @param api `host:port`
    public KeptConnection(String api) throws IOException {
        this.api = api;
        var colon = api.lastIndexOf(':');
        socket = new Socket(InetAddress.getByName(api.substring(0, colon)), Integer.parseInt(api.substring(colon + 1)));
        socket.setTcpNoDelay(true);
        answers = new BufferedInputStream(socket.getInputStream());
    }

    /// Gives the status, once all of the answer is there.
    ///
    /// @throws IOException also if the answer does not say how long it is
    public int get(String path, String token) throws IOException {
        var request = "GET %s HTTP/1.1\r\nHost: %s\r\nAuthorization: Bearer %s\r\n\r\n".formatted(path, api, token);
        socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
        var status = Integer.parseInt(line().split(" ", -1)[1]);
        var length = -1;
        for (var header = line(); !header.isEmpty(); header = line()) {
            var lower = header.toLowerCase(Locale.ROOT);
            if (lower.startsWith(LENGTH)) {
                length = Integer.parseInt(lower.substring(LENGTH.length()).strip());
            }
        }
        if (length < 0 || answers.readNBytes(length).length < length) {
            throw new EOFException("an answer without its length, or shorter than it");
        }
        return status;
    }

    private String line() throws IOException {
        var line = new StringBuilder();
        for (var next = answers.read(); next != '\n'; next = answers.read()) {
            if (next < 0) {
                throw new EOFException("the connection was closed");
            }
            line.append((char) next);
        }
        return line.toString().strip();
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}

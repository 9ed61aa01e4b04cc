package social.nova.persistence.mail;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;
import social.nova.protocols.settings.HostPort;

/// A mail server as most are: STARTTLS, then AUTH LOGIN. Takes any password and remembers what it heard.
final class ScriptedMailServer implements AutoCloseable {
    private final ServerSocket listening;
    private final SSLContext tls;
    private final String greeting;
    private final List<String> inClear = new CopyOnWriteArrayList<>();
    private final List<String> encrypted = new CopyOnWriteArrayList<>();

    ScriptedMailServer(SSLContext tls, String greeting) throws IOException {
        this.listening = new ServerSocket(0, 5, InetAddress.getLoopbackAddress());
        this.tls = tls;
        this.greeting = greeting;
        Thread.ofVirtual().start(this::serve);
    }

    HostPort address() {
        return new HostPort("localhost", listening.getLocalPort());
    }

    List<String> heardInClear() {
        return inClear;
    }

    List<String> heardEncrypted() {
        return encrypted;
    }

    private void serve() {
        try (var socket = listening.accept()) {
            write(socket, greeting);
            talk(socket);
        } catch (IOException _) {
            // the client hung up, or this server was closed
        }
    }

    private void talk(Socket socket) throws IOException {
        var secure = socket instanceof SSLSocket;
        var in = new BufferedReader(new InputStreamReader(socket.getInputStream(), StandardCharsets.US_ASCII));
        for (var line = in.readLine(); line != null; line = in.readLine()) {
            (secure ? encrypted : inClear).add(line);
            switch (line) {
                case "EHLO nova" -> write(socket, "250-here\r\n250 " + (secure ? "AUTH LOGIN XOAUTH2" : "STARTTLS"));
                case "STARTTLS" -> {
                    write(socket, "220 go on");
                    var inside = (SSLSocket) tls.getSocketFactory().createSocket(socket, null, true);
                    inside.setUseClientMode(false);
                    talk(inside);
                    return;
                }
                case "QUIT" -> write(socket, "221 bye");
                case "cmlnaHQ=" -> write(socket, "235 welcome");
                default -> write(socket, "334 VXNlcm5hbWU6");
            }
        }
    }

    private static void write(Socket socket, String line) throws IOException {
        socket.getOutputStream().write((line + "\r\n").getBytes(StandardCharsets.US_ASCII));
    }

    @Override
    public void close() throws IOException {
        listening.close();
    }
}

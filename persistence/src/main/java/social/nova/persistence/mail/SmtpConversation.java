package social.nova.persistence.mail;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;
import social.nova.protocols.settings.HostPort;

/// One connection to a mail server, as RFC 5321 has it, as far as a login. Blocks; every wait is bounded.
///
/// At port 465 TLS comes first, elsewhere when the server offers it. Exceptions name the server's reply, never what was
/// sent.
final class SmtpConversation implements AutoCloseable {
    private static final int TIMEOUT_MILLIS = 5_000;
    private static final int SUBMISSIONS = 465;
    private static final int LONGEST_LINE = 2_000;
    private static final int MOST_LINES = 100;

    private static final int GREETING = 220;
    private static final int BYE = 221;
    private static final int LOGGED_IN = 235;
    private static final int DONE = 250;
    private static final int GO_ON = 334;

    private final HostPort server;
    private final SSLContext tls;
    private Socket socket;
    private InputStream in;
    private List<String> abilities = List.of();

    private SmtpConversation(HostPort server, SSLContext tls, Socket socket) throws IOException {
        this.server = server;
        this.tls = tls;
        this.socket = socket;
        this.in = new BufferedInputStream(socket.getInputStream());
    }

    static SmtpConversation open(HostPort server, SSLContext tls) throws IOException {
        var socket = new Socket();
        try {
            socket.connect(new InetSocketAddress(server.host(), server.port()), TIMEOUT_MILLIS);
            socket.setSoTimeout(TIMEOUT_MILLIS);
            var conversation = new SmtpConversation(server, tls, socket);
            if (server.port() == SUBMISSIONS) {
                conversation.encrypt();
            }
            conversation.expect(GREETING);
            return conversation;
        } catch (IOException e) {
            socket.close();
            throw e;
        }
    }

    /// Says who we are, and encrypts where the server can.
    void hello() throws IOException {
        abilities = say("EHLO nova", DONE);
        if (!(socket instanceof SSLSocket) && can("STARTTLS")) {
            say("STARTTLS", GREETING);
            encrypt();
            abilities = say("EHLO nova", DONE);
        }
    }

    void logIn(MailSettings.Login login) throws IOException {
        if (!(socket instanceof SSLSocket) && !socket.getInetAddress().isLoopbackAddress()) {
            throw new IOException("the server offers no TLS, and a password is not sent without");
        }
        var user = login.username();
        var password = login.password().value();
        if (ways().contains("PLAIN")) {
            say("AUTH PLAIN " + base64("\0" + user + "\0" + password), LOGGED_IN);
        } else if (ways().contains("LOGIN")) {
            say("AUTH LOGIN", GO_ON);
            say(base64(user), GO_ON);
            say(base64(password), LOGGED_IN);
        } else {
            throw new IOException("the server lets nobody log in by password");
        }
    }

    void quit() throws IOException {
        say("QUIT", BYE);
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }

    private void encrypt() throws IOException {
        var encrypted = (SSLSocket) tls.getSocketFactory().createSocket(socket, server.host(), server.port(), true);
        var parameters = encrypted.getSSLParameters();
        parameters.setEndpointIdentificationAlgorithm("HTTPS");
        encrypted.setSSLParameters(parameters);
        encrypted.startHandshake();
        socket = encrypted;
        in = new BufferedInputStream(encrypted.getInputStream());
    }

    private List<String> say(String line, int expected) throws IOException {
        socket.getOutputStream().write((line + "\r\n").getBytes(StandardCharsets.US_ASCII));
        return expect(expected);
    }

    /// The texts of one reply, `250-first`, `250 last`.
    private List<String> expect(int expected) throws IOException {
        var texts = new ArrayList<String>();
        while (texts.size() < MOST_LINES) {
            var line = readLine();
            if (!line.matches("\\d{3}([ -].*)?")) {
                throw new IOException("the server does not speak SMTP");
            }
            texts.add(line.length() > 4 ? line.substring(4) : "");
            if (line.length() == 3 || line.charAt(3) == ' ') {
                if (!line.startsWith(Integer.toString(expected))) {
                    throw new IOException("the server replies " + line.substring(0, 3));
                }
                return texts;
            }
        }
        throw new IOException("the server's reply does not end");
    }

    private String readLine() throws IOException {
        var line = new StringBuilder();
        for (var next = in.read(); next != '\n'; next = in.read()) {
            if (next < 0) {
                throw new IOException("the server hung up");
            }
            if (line.length() >= LONGEST_LINE) {
                throw new IOException("the server does not speak SMTP");
            }
            if (next != '\r') {
                line.append((char) next);
            }
        }
        return line.toString();
    }

    private boolean can(String ability) {
        return abilities.stream().anyMatch(ability::equalsIgnoreCase);
    }

    private List<String> ways() {
        return abilities.stream()
                .map(ability -> ability.toUpperCase(Locale.ROOT))
                .filter(ability -> ability.startsWith("AUTH ") || ability.startsWith("AUTH="))
                .flatMap(ability -> List.of(ability.substring(5).split(" ")).stream())
                .toList();
    }

    private static String base64(String text) {
        return Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.UTF_8));
    }
}

package social.nova.deploy.stack;

import com.icegreen.greenmail.configuration.GreenMailConfiguration;
import com.icegreen.greenmail.mail.MailAddress;
import com.icegreen.greenmail.mail.MovingMessage;
import com.icegreen.greenmail.store.FolderException;
import com.icegreen.greenmail.user.GreenMailUser;
import com.icegreen.greenmail.user.UserException;
import com.icegreen.greenmail.util.GreenMail;
import com.icegreen.greenmail.util.ServerSetup;
import jakarta.mail.MessagingException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import social.nova.deploy.host.DataDirectory;

/// SMTP that takes any mail for anybody and sends none on: each becomes a file `<data>/mail/<time>-<number>-<to>.eml`.
final class MailServer implements EmbeddedService {

    private static final String ACCOUNT = "nova";
    private static final DateTimeFormatter TIME =
            DateTimeFormatter.ofPattern("yyyyMMdd-HHmmss").withZone(ZoneOffset.UTC);
    private static final int KEPT_IN_MEMORY = 100;

    private final GreenMail server;
    private final int port;

    private MailServer(GreenMail server, int port) {
        this.server = server;
        this.port = port;
    }

    static MailServer start(DataDirectory data, int port, InstantSource clock) throws IOException {
        var inbox = Files.createDirectories(data.root().resolve("mail"));
        var server = new GreenMail(new ServerSetup(port, StackPorts.HOST, ServerSetup.PROTOCOL_SMTP));
        server.withConfiguration(GreenMailConfiguration.aConfig().withDisabledAuthentication());
        server.start();
        var count = new AtomicInteger();
        server.getUserManager().setMessageDeliveryHandler((message, recipient) -> {
            var number = count.incrementAndGet();
            var time = TIME.format(clock.instant());
            save(message, inbox.resolve("%s-%03d-%s.eml".formatted(time, number, fileName(recipient))));
            if (number % KEPT_IN_MEMORY == 0) {
                purge(server);
            }
            return accountOf(server, recipient);
        });
        return new MailServer(server, port);
    }

    private static void save(MovingMessage message, Path file) throws MessagingException {
        try (var out = Files.newOutputStream(file)) {
            message.getMessage().writeTo(out);
        } catch (IOException e) {
            throw new MessagingException("cannot keep " + file, e);
        }
    }

    private static void purge(GreenMail server) throws MessagingException {
        try {
            server.purgeEmailFromAllMailboxes();
        } catch (FolderException e) {
            throw new MessagingException("cannot purge", e);
        }
    }

    private static GreenMailUser accountOf(GreenMail server, MailAddress recipient) throws UserException {
        var users = server.getUserManager();
        var known = users.getUserByEmail(recipient.getEmail());
        return known != null
                ? known
                : users.createUser(recipient.getEmail(), recipient.getEmail(), recipient.getEmail());
    }

    private static String fileName(MailAddress recipient) {
        return recipient.getEmail().replaceAll("[^A-Za-z0-9@._+-]", "_");
    }

    @Override
    public StackService kind() {
        return StackService.SMTP;
    }

    @Override
    public String address() {
        return StackPorts.HOST + ":" + port;
    }

    @Override
    public Map<String, String> environment() {
        return Map.of(
                "SMTP_HOST",
                StackPorts.HOST,
                "SMTP_PORT",
                Integer.toString(port),
                "SMTP_USERNAME",
                ACCOUNT,
                "SMTP_PASSWORD",
                ACCOUNT,
                "SMTP_FROM_EMAIL",
                "nova@example.com");
    }

    @Override
    public CompletableFuture<?> ended() {
        return new CompletableFuture<>();
    }

    @Override
    public void close() {
        server.stop();
    }
}

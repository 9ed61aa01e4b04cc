package social.nova.persistence.mail;

import jakarta.mail.Message;
import jakarta.mail.MessagingException;
import jakarta.mail.SendFailedException;
import jakarta.mail.Session;
import jakarta.mail.Transport;
import jakarta.mail.internet.InternetAddress;
import jakarta.mail.internet.MimeBodyPart;
import jakarta.mail.internet.MimeMessage;
import jakarta.mail.internet.MimeMultipart;
import java.net.InetSocketAddress;
import java.time.InstantSource;
import java.util.Date;
import java.util.Properties;

/// A connection to the mail server, over which mails go one after the other. Blocks; every wait is bounded.
///
/// At port 465 TLS comes first, elsewhere where the server offers it; a password goes over TLS only, but to a loopback
/// address.
final class SmtpConnection implements AutoCloseable {
    private static final String TIMEOUT_MILLIS = "10000";
    private static final int SUBMISSIONS = 465;

    private final MailSettings settings;
    private final InstantSource clock;
    private final Session session;
    private final Transport transport;

    private SmtpConnection(MailSettings settings, InstantSource clock, Session session, Transport transport) {
        this.settings = settings;
        this.clock = clock;
        this.session = session;
        this.transport = transport;
    }

    static SmtpConnection open(MailSettings settings, InstantSource clock) throws MessagingException {
        var session = Session.getInstance(properties(settings));
        var transport = session.getTransport(protocol(settings));
        var server = settings.server();
        if (settings.login().isPresent()) {
            var login = settings.login().get();
            transport.connect(
                    server.host(),
                    server.port(),
                    login.username(),
                    login.password().value());
        } else {
            transport.connect(server.host(), server.port(), null, null);
        }
        return new SmtpConnection(settings, clock, session, transport);
    }

    /// @throws SendFailedException if the server does not take it for this address
    void send(String address, MailTexts.Text text) throws MessagingException {
        var message = new MimeMessage(session);
        message.setFrom(new InternetAddress(settings.from()));
        message.setRecipient(Message.RecipientType.TO, new InternetAddress(address));
        message.setSubject(text.subject(), "UTF-8");
        message.setSentDate(Date.from(clock.instant()));
        message.setHeader("Auto-Submitted", "auto-generated");
        message.setContent(new MimeMultipart("alternative", part(text.plain(), "plain"), part(text.html(), "html")));
        message.saveChanges();
        transport.sendMessage(message, message.getAllRecipients());
    }

    @Override
    public void close() throws MessagingException {
        transport.close();
    }

    private static MimeBodyPart part(String text, String subtype) throws MessagingException {
        var part = new MimeBodyPart();
        part.setText(text, "UTF-8", subtype);
        return part;
    }

    private static Properties properties(MailSettings settings) {
        var prefix = "mail." + protocol(settings) + ".";
        var properties = new Properties();
        properties.setProperty("mail.from", settings.from());
        properties.setProperty(prefix + "connectiontimeout", TIMEOUT_MILLIS);
        properties.setProperty(prefix + "timeout", TIMEOUT_MILLIS);
        properties.setProperty(prefix + "writetimeout", TIMEOUT_MILLIS);
        properties.setProperty(prefix + "localhost", "nova");
        properties.setProperty(
                prefix + "auth", Boolean.toString(settings.login().isPresent()));
        properties.setProperty(prefix + "ssl.checkserveridentity", "true");
        properties.setProperty(prefix + "starttls.enable", "true");
        properties.setProperty(
                prefix + "starttls.required", Boolean.toString(settings.login().isPresent() && !isLoopback(settings)));
        return properties;
    }

    private static String protocol(MailSettings settings) {
        return settings.server().port() == SUBMISSIONS ? "smtps" : "smtp";
    }

    private static boolean isLoopback(MailSettings settings) {
        var address = new InetSocketAddress(
                        settings.server().host(), settings.server().port())
                .getAddress();
        return address != null && address.isLoopbackAddress();
    }
}

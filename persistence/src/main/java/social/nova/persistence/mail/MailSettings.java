package social.nova.persistence.mail;

import java.util.Optional;
import social.nova.protocols.settings.HostPort;
import social.nova.protocols.settings.Secret;
import social.nova.protocols.settings.Section;

/// The server that takes Nova's mails.
///
/// @param login empty: the server asks for none
/// @param from the sender's address
public record MailSettings(HostPort server, Optional<Login> login, String from) {
    private static final String ADDRESS = "[^\\s@<>\"(),:;]+@[A-Za-z0-9]([A-Za-z0-9.-]*[A-Za-z0-9])?";
    private static final int LONGEST_ADDRESS = 254;

    public record Login(String username, Secret password) {}

    public static Optional<MailSettings> from(Section mail) {
        if (!mail.isSet("host")) {
            return Optional.empty();
        }
        var server = new HostPort(mail.host("host"), mail.port("port"));
        var from = mail.parsed("from", "an address like nova@example.org", MailSettings::address, "");
        return Optional.of(new MailSettings(server, login(mail), from));
    }

    private static Optional<Login> login(Section mail) {
        if (!mail.isSet("username") && !mail.isSet("password")) {
            return Optional.empty();
        }
        return Optional.of(new Login(
                mail.text("username"), mail.secret("password", "the password of SMTP_USERNAME, or neither of both")));
    }

    private static String address(String text) {
        if (text.length() > LONGEST_ADDRESS || !text.matches(ADDRESS)) {
            throw new IllegalArgumentException("not one mail address");
        }
        return text;
    }
}

package social.nova.cluster.contract;

import com.icegreen.greenmail.util.GreenMail;
import com.icegreen.greenmail.util.GreenMailUtil;
import jakarta.mail.MessagingException;
import jakarta.mail.internet.MimeMessage;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import social.nova.cluster.TestNode;

/// What the [TestNode] has sent to one address.
record Mailbox(String address) {
    private static final GreenMail SERVER = TestNode.get().mail();
    private static final Duration WITHIN = Duration.ofSeconds(20);
    private static final Pattern TOKEN = Pattern.compile("#token=([A-Za-z0-9_-]{43})");

    /// The token in the n-th mail with a link, the first being 1; waits for it.
    String token(int n) {
        Awaitility.await("mail " + n + " with a link to " + address)
                .atMost(WITHIN)
                .until(() -> tokens().size() >= n);
        return tokens().get(n - 1);
    }

    /// Waits for a mail with this subject.
    void await(String subject) {
        Awaitility.await(subject)
                .atMost(WITHIN)
                .until(() -> mails().stream().anyMatch(mail -> subjectOf(mail).equals(subject)));
    }

    /// Waits for a mail that says this, among other things.
    void awaitText(String text) {
        Awaitility.await(text).atMost(WITHIN).until(() -> bodies().anyMatch(body -> body.contains(text)));
    }

    /// Whom the mails are addressed to, as it is written there.
    List<String> recipients() {
        return mails().stream().map(Mailbox::recipientOf).toList();
    }

    private List<String> tokens() {
        return bodies().map(TOKEN::matcher)
                .filter(matcher -> matcher.find())
                .map(matcher -> matcher.group(1))
                .toList();
    }

    // Quoted-printable breaks lines and writes = as =3D.
    private Stream<String> bodies() {
        return mails().stream()
                .map(GreenMailUtil::getBody)
                .map(body -> body.replace("=\r\n", "").replace("=3D", "="));
    }

    private List<MimeMessage> mails() {
        return Arrays.asList(SERVER.getReceivedMessagesForDomain(address));
    }

    private static String recipientOf(MimeMessage mail) {
        try {
            return mail.getHeader("To", ",");
        } catch (MessagingException e) {
            throw new IllegalStateException(e);
        }
    }

    private static String subjectOf(MimeMessage mail) {
        try {
            return mail.getSubject();
        } catch (MessagingException e) {
            throw new IllegalStateException(e);
        }
    }
}

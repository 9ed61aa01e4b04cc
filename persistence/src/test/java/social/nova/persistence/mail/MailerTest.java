package social.nova.persistence.mail;

import static org.assertj.core.api.Assertions.assertThat;

import com.icegreen.greenmail.util.GreenMail;
import com.icegreen.greenmail.util.GreenMailUtil;
import com.icegreen.greenmail.util.ServerSetup;
import jakarta.mail.internet.MimeMessage;
import java.net.URI;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Pattern;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import social.nova.persistence.account.AccountRepository;
import social.nova.persistence.common.Database;
import social.nova.persistence.common.TestDatabase;
import social.nova.protocols.common.UserId;
import social.nova.protocols.settings.HostPort;

/// Against a real SMTP server.
class MailerTest {
    private static final Pattern TOKEN = Pattern.compile("#token=([A-Za-z0-9_-]{43})");

    private final Database database = TestDatabase.get();
    private final Mails mails = new Mails(database);
    private final MailTokens tokens = new MailTokens(database);
    private final AccountRepository accounts = new AccountRepository(database);
    private final GreenMail server = new GreenMail(new ServerSetup(0, "127.0.0.1", ServerSetup.PROTOCOL_SMTP));
    private Mailer mailer;

    @BeforeEach
    void start() {
        server.start();
        var settings = new MailSettings(
                new HostPort("127.0.0.1", server.getSmtp().getPort()), Optional.empty(), "nova@example.com");
        mailer = new Mailer(settings, database, URI.create("https://nova.example.org"), InstantSource.system());
    }

    @AfterEach
    void stop() {
        server.stop();
    }

    @Test
    void sendsTheMailOfARegistrationWithALinkThatIsGoodOnce() throws Exception {
        var alice = account();

        var mail = sentTo(alice, 1).getFirst();

        assertThat(mail.getSubject()).isEqualTo("Verify your e-mail address");
        assertThat(mail.getFrom()[0]).hasToString("nova@example.com");
        assertThat(mail.getHeader("Auto-Submitted")).containsExactly("auto-generated");
        var text = GreenMailUtil.getBody(mail);
        assertThat(text).contains("text/plain", "text/html", "https://nova.example.org/verify-email", alice.name());
        var token = token(mail);
        var verifying = EnumSet.of(MailPurpose.VERIFY_EMAIL);
        assertThat(get(tokens.take(token, EnumSet.of(MailPurpose.RESET_PASSWORD))))
                .isEmpty();
        assertThat(get(tokens.take(token, verifying)).orElseThrow())
                .returns(alice.id(), MailTokens.Grant::user)
                .returns(alice.email(), MailTokens.Grant::address);
        assertThat(get(tokens.take(token, verifying))).isEmpty();
    }

    @Test
    void askingAgainVoidsTheLinkBefore() throws Exception {
        var alice = account();
        var first = token(sentTo(alice, 1).getFirst());

        get(mails.send(alice.id(), MailKind.VERIFY_EMAIL, alice.email()));

        assertThat(get(tokens.take(first, EnumSet.allOf(MailPurpose.class)))).isEmpty();
        var second = token(sentTo(alice, 2).getLast());
        assertThat(get(tokens.take(second, EnumSet.allOf(MailPurpose.class)))).isPresent();
    }

    @Test
    void voidedLinksAreNoMoreThoseThatWereSentNorThoseThatWait() throws Exception {
        var alice = account();
        var sent = token(sentTo(alice, 1).getFirst());
        get(mails.send(alice.id(), MailKind.CONFIRM_NEW_EMAIL, "mallory-" + alice.email()));
        get(mails.send(alice.id(), MailKind.PASSWORD_CHANGED, alice.email()));

        get(accounts.voidLinks(alice.id()));

        assertThat(get(tokens.take(sent, EnumSet.allOf(MailPurpose.class)))).isEmpty();
        assertThat(sentTo(alice, 2).getLast().getSubject()).isEqualTo("Your password was changed");
        assertThat(server.getReceivedMessagesForDomain("mallory-" + alice.email()))
                .isEmpty();
    }

    @Test
    void aMailWhoseLinksWereVoidedWhileItWasTakenGetsNone() throws Exception {
        var alice = account();
        var taken = new Mails.Waiting(alice.id(), MailKind.WELCOME, alice.email(), 1, 1, Optional.of(alice.name()));
        get(accounts.voidLinks(alice.id()));

        assertThat(get(tokens.issue(taken, MailKind.WELCOME.link().orElseThrow())))
                .isEmpty();
    }

    @Test
    void whatIsAskedForManyTimesBeforeItIsSentIsSentOnce() throws Exception {
        var alice = account();
        for (var n = 0; n < 10; n++) {
            get(mails.send(alice.id(), MailKind.RESET_PASSWORD, alice.email()));
        }

        sentTo(alice, 2);

        mailer.run();
        assertThat(received(alice)).hasSize(2);
        assertThat(waiting(alice)).isZero();
    }

    @Test
    void losesNoneWhileTheServerIsAwayForHours() throws Exception {
        var port = server.getSmtp().getPort();
        server.stop();
        var many = List.of(account(), account(), account());
        var minutes = new AtomicInteger();
        Awaitility.await("sixty tries of each")
                .atMost(Duration.ofSeconds(60))
                .pollInterval(Duration.ofMillis(20))
                .until(() -> {
                    passAMinute();
                    minutes.incrementAndGet();
                    mailer.run();
                    return many.stream().allMatch(one -> attempts(one) >= 60);
                });
        mailer.forget();
        assertThat(minutes.get()).isGreaterThanOrEqualTo(60);

        var back = new GreenMail(new ServerSetup(port, "127.0.0.1", ServerSetup.PROTOCOL_SMTP));
        back.start();
        try {
            for (var one : many) {
                Awaitility.await().atMost(Duration.ofSeconds(30)).until(() -> {
                    passAMinute();
                    mailer.run();
                    return waiting(one) == 0;
                });
                var mails = back.getReceivedMessagesForDomain(one.email());
                assertThat(mails).hasSize(1);
                assertThat(get(tokens.take(token(mails[0]), EnumSet.of(MailPurpose.VERIFY_EMAIL))))
                        .isPresent();
            }
        } finally {
            back.stop();
        }
    }

    @Test
    void twoMailersSendEachMailOnce() throws Exception {
        var settings = new MailSettings(
                new HostPort("127.0.0.1", server.getSmtp().getPort()), Optional.empty(), "nova@example.com");
        var other = new Mailer(settings, database, URI.create("https://nova.example.org"), InstantSource.system());
        var many = List.of(account(), account(), account(), account(), account());

        Awaitility.await().atMost(Duration.ofSeconds(20)).until(() -> {
            mailer.run();
            other.run();
            return many.stream().allMatch(one -> waiting(one) == 0);
        });

        assertThat(many).allSatisfy(one -> assertThat(received(one)).hasSize(1));
    }

    @Test
    void whatADeadNodeHadTakenIsSentByAnother() throws Exception {
        var alice = account();
        var takenByTheDead = get(mails.take(Duration.ofSeconds(1))).orElseThrow();
        while (!takenByTheDead.user().equals(alice.id())) {
            takenByTheDead = get(mails.take(Duration.ofSeconds(1))).orElseThrow();
        }

        assertThat(sentTo(alice, 1)).hasSize(1);
    }

    /// For what waits: the database's clock is what mails are timed by, and cannot be turned.
    private void passAMinute() throws Exception {
        get(database.query(connection -> connection.createStatement().executeUpdate("""
                UPDATE mails SET
                    created_at = created_at - INTERVAL '1 minute', next_attempt_at = next_attempt_at - INTERVAL '1 minute'
                """)));
    }

    private record Account(UserId id, String name, String email) {}

    private Account account() throws Exception {
        var id = UserId.of(UUID.randomUUID());
        var name = "n" + id.value().substring(0, 8);
        var email = name + "@example.com";
        get(accounts.reserve(id, email, name));
        get(accounts.makeFirm(id));
        return new Account(id, name, email);
    }

    private List<MimeMessage> sentTo(Account account, int count) {
        Awaitility.await().atMost(Duration.ofSeconds(20)).until(() -> {
            mailer.run();
            return received(account).size() >= count && waiting(account) == 0;
        });
        return received(account);
    }

    private List<MimeMessage> received(Account account) {
        return Arrays.asList(server.getReceivedMessagesForDomain(account.email()));
    }

    private long waiting(Account account) {
        return number(account, "count(*)");
    }

    private long attempts(Account account) {
        return number(account, "coalesce(max(attempts), 0)");
    }

    private long number(Account account, String what) {
        return database.query(connection -> {
                    try (var select =
                            connection.prepareStatement("SELECT " + what + " FROM mails WHERE user_id = ?::uuid")) {
                        select.setString(1, account.id().value());
                        try (var row = select.executeQuery()) {
                            row.next();
                            return row.getLong(1);
                        }
                    }
                })
                .toCompletableFuture()
                .orTimeout(10, TimeUnit.SECONDS)
                .join();
    }

    // Quoted-printable breaks lines and writes = as =3D.
    private static String token(MimeMessage mail) {
        var body = GreenMailUtil.getBody(mail).replace("=\r\n", "").replace("=3D", "=");
        var matcher = TOKEN.matcher(body);
        assertThat(matcher.find()).as(body).isTrue();
        return matcher.group(1);
    }

    private static <T> T get(CompletionStage<T> stage) throws Exception {
        return stage.toCompletableFuture().get(30, TimeUnit.SECONDS);
    }
}

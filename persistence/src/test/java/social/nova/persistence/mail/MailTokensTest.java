package social.nova.persistence.mail;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.EnumSet;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import social.nova.persistence.account.AccountRepository;
import social.nova.persistence.common.Database;
import social.nova.persistence.common.TestDatabase;
import social.nova.protocols.common.UserId;

/// A link that somebody follows, and that leads nowhere.
class MailTokensTest {
    private static final Set<MailPurpose> ANY = EnumSet.allOf(MailPurpose.class);

    private final Database database = TestDatabase.get();
    private final Mails mails = new Mails(database);
    private final MailTokens tokens = new MailTokens(database);
    private final AccountRepository accounts = new AccountRepository(database);
    private final UserId alice = UserId.of(UUID.randomUUID());
    private final String email = alice + "@example.com";
    private String token;

    @BeforeEach
    void follow() throws Exception {
        get(accounts.reserve(alice, email, "n" + alice.value().substring(0, 13)));
        get(accounts.makeFirm(alice));
        token = mail(1);
        assertThat(get(tokens.take(token, ANY)))
                .contains(new MailTokens.Grant(alice, MailPurpose.RESET_PASSWORD, email));
    }

    @Test
    void isGoodAgainOnce() throws Exception {
        get(tokens.putBack(token));

        assertThat(get(tokens.take(token, ANY))).isPresent();
        assertThat(get(tokens.take(token, ANY))).isEmpty();
    }

    @Test
    void isNotGoodAgainOnceItWasVoided() throws Exception {
        get(accounts.voidLinks(alice));

        get(tokens.putBack(token));

        assertThat(get(tokens.take(token, ANY))).isEmpty();
    }

    @Test
    void isGoodAgainWhenItWasItsFollowerWhoVoidedAllOthers() throws Exception {
        get(accounts.voidLinks(alice, Set.of(MailPurpose.CHANGE_EMAIL, MailPurpose.RESET_PASSWORD)));
        assertThat(get(tokens.take(token, ANY))).isEmpty();

        get(tokens.putBack(token));

        assertThat(get(tokens.take(token, ANY))).isPresent();
    }

    @Test
    void isVoidedByWhoFollowsAnother() throws Exception {
        get(accounts.voidLinks(alice, Set.of(MailPurpose.CHANGE_EMAIL)));

        get(tokens.putBack(token));

        assertThat(get(tokens.take(token, ANY))).isEmpty();
    }

    @Test
    void leavesANewerOneInItsPlace() throws Exception {
        var newer = mail(2);

        get(tokens.putBack(token));

        assertThat(get(tokens.take(token, ANY))).isEmpty();
        assertThat(get(tokens.take(newer, ANY))).isPresent();
    }

    private String mail(long version) throws Exception {
        get(mails.send(alice, MailKind.RESET_PASSWORD, email));
        var waiting = new Mails.Waiting(alice, MailKind.RESET_PASSWORD, email, version, 1, Optional.empty());
        return get(tokens.issue(waiting, MailKind.RESET_PASSWORD.link().orElseThrow()))
                .orElseThrow();
    }

    private static <T> T get(CompletionStage<T> stage) throws Exception {
        return stage.toCompletableFuture().get(30, TimeUnit.SECONDS);
    }
}

package social.nova.persistence.account;

import static org.assertj.core.api.Assertions.assertThat;
import static social.nova.protocols.user.IdentityProvider.APPLE;
import static social.nova.protocols.user.IdentityProvider.GOOGLE;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import social.nova.persistence.account.IdentityRepository.Holder;
import social.nova.persistence.account.IdentityRepository.Identity;
import social.nova.persistence.common.Database;
import social.nova.persistence.common.TestDatabase;
import social.nova.persistence.user.DataKeys;
import social.nova.protocols.common.UserId;
import social.nova.protocols.user.IdentityProvider;

class IdentityRepositoryTest {
    private final Database database = TestDatabase.get();
    private final DataKeys keys = new DataKeys(database, TestDatabase.MASTER_KEYSET);
    private final IdentityRepository identities = new IdentityRepository(database);
    private final Identity google = someone(GOOGLE);

    @Test
    void anIdentityIsOfWhoWasFirst() throws Exception {
        var alice = user();
        var bob = user();

        assertThat(get(identities.link(google, alice))).isTrue();
        assertThat(get(identities.link(google, alice))).isTrue();
        assertThat(get(identities.link(google, bob))).isFalse();

        assertThat(get(identities.find(google))).contains(new Holder(alice, false));
        assertThat(get(identities.find(new Identity(APPLE, google.subject())))).isEmpty();
    }

    @Test
    void remembersWhetherTheEntityKnowsOfIt() throws Exception {
        var alice = user();
        get(identities.link(google, alice));

        assertThat(get(identities.noted(google, alice))).isTrue();
        assertThat(get(identities.noted(google, user()))).isFalse();

        assertThat(get(identities.find(google))).contains(new Holder(alice, true));
        get(identities.unlink(alice, GOOGLE));
        assertThat(get(identities.noted(google, alice))).isFalse();
    }

    @Test
    void ofManyAtOnceOneGetsIt() throws Exception {
        var linked = new ArrayList<CompletionStage<Boolean>>();
        for (var n = 0; n < 20; n++) {
            linked.add(identities.link(google, user()));
        }

        var won = 0;
        for (var each : linked) {
            won += get(each) ? 1 : 0;
        }
        assertThat(won).isEqualTo(1);
    }

    @Test
    void aUserIsOneOfEachServiceUntilTheyAreUnlinked() throws Exception {
        var alice = user();
        get(identities.link(google, alice));

        assertThat(get(identities.link(someone(GOOGLE), alice))).isFalse();
        assertThat(get(identities.link(someone(APPLE), alice))).isTrue();
        assertThat(get(identities.of(alice))).containsOnlyKeys(GOOGLE, APPLE);

        assertThat(get(identities.unlink(alice, GOOGLE))).isTrue();
        assertThat(get(identities.unlink(alice, GOOGLE))).isFalse();
        assertThat(get(identities.link(someone(GOOGLE), alice))).isTrue();
    }

    @Test
    void anIdentityIsSettledThatTheAccountBeganWithOrThatWasLinkedADayAgo() throws Exception {
        var alice = user();
        var bob = user();
        get(identities.link(google, alice));
        assertThat(get(identities.isSettled(google, alice)))
                .as("of whom there is no account any more")
                .isFalse();
        account(alice, "30 seconds");
        assertThat(get(identities.isSettled(google, alice))).isTrue();
        assertThat(get(identities.isSettled(google, bob))).isFalse();

        account(alice, "2 days");
        assertThat(get(identities.isSettled(google, alice))).isFalse();

        linkedBefore(alice, "25 hours");
        assertThat(get(identities.isSettled(google, alice))).isTrue();
    }

    @Test
    void nothingComesAfterAnErasure() throws Exception {
        var alice = user();
        get(identities.link(google, alice));

        get(keys.destroy(alice));
        get(identities.unlink(alice, GOOGLE));

        assertThat(get(identities.of(alice))).isEmpty();
        assertThat(get(identities.find(google))).isEmpty();
        assertThat(get(identities.link(google, alice))).isFalse();
    }

    @Test
    void aNonceIsGoodOnceAndForgottenWhenItsTokenIsOver() throws Exception {
        var nonce = UUID.randomUUID().toString().getBytes(StandardCharsets.US_ASCII);
        var over = UUID.randomUUID().toString().getBytes(StandardCharsets.US_ASCII);

        assertThat(get(identities.use(nonce, Instant.now().plusSeconds(600)))).isTrue();
        assertThat(get(identities.use(nonce, Instant.now().plusSeconds(600)))).isFalse();
        assertThat(get(identities.use(over, Instant.now().minusSeconds(1)))).isTrue();
        assertThat(get(identities.use(over, Instant.now().plusSeconds(600)))).isTrue();
    }

    @Test
    void tellsNobodyWhoSomebodyIsElsewhere() {
        assertThat(List.of(google).toString()).doesNotContain(google.subject());
    }

    private void account(UserId user, String age) throws Exception {
        get(database.query(connection -> connection.createStatement().executeUpdate("""
                INSERT INTO accounts (user_id, email, username, firm, reserved_at)
                VALUES ('%1$s', '%1$s@example.com', '%1$s', TRUE, now() - INTERVAL '%2$s')
                ON CONFLICT (user_id) DO UPDATE SET reserved_at = excluded.reserved_at
                """.formatted(user, age))));
    }

    private void linkedBefore(UserId user, String age) throws Exception {
        get(database.query(connection -> connection.createStatement().executeUpdate("""
                UPDATE identities SET linked_at = now() - INTERVAL '%s' WHERE user_id = '%s'
                """.formatted(age, user))));
    }

    private UserId user() throws Exception {
        var user = UserId.of(UUID.randomUUID());
        get(keys.create(user));
        return user;
    }

    private static Identity someone(IdentityProvider provider) {
        return new Identity(provider, UUID.randomUUID().toString());
    }

    private static <T> T get(CompletionStage<T> stage) throws Exception {
        return stage.toCompletableFuture().get(30, TimeUnit.SECONDS);
    }
}

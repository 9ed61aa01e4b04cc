package social.nova.persistence.account;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.UUID;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import social.nova.persistence.account.AccountRepository.Holder;
import social.nova.persistence.account.AccountRepository.Reservation;
import social.nova.persistence.account.AccountRepository.Reservation.Held;
import social.nova.persistence.account.AccountRepository.Reservation.Reserved;
import social.nova.persistence.common.Database;
import social.nova.persistence.common.TestDatabase;
import social.nova.protocols.common.UserId;

class AccountRepositoryTest {
    private final Database database = TestDatabase.get();
    private final AccountRepository accounts = new AccountRepository(database);
    private final UserId alice = someone();
    private final UserId bob = someone();
    private final String name = "n" + UUID.randomUUID().toString().substring(0, 8);
    private final String email = name + "@example.com";

    @Test
    void ofManyWhoWantOneNameInAnyCaseOneGetsIt() throws Exception {
        var attempts = new ArrayList<CompletionStage<Reservation>>();
        for (var n = 0; n < 20; n++) {
            var wanted = n % 2 == 0 ? name : name.toUpperCase(Locale.ROOT);
            attempts.add(accounts.reserve(someone(), "%d-%s".formatted(n, email), wanted));
        }

        var outcomes = new ArrayList<Reservation>();
        for (var attempt : attempts) {
            outcomes.add(get(attempt));
        }
        assertThat(outcomes.stream().filter(Reserved.class::isInstance)).hasSize(1);
        assertThat(outcomes.stream().filter(Held.class::isInstance)).hasSize(19);
    }

    @Test
    void tellsWhetherItIsTheAddressOrTheNameThatIsHeld() throws Exception {
        get(accounts.reserve(alice, email, name));

        assertThat(get(accounts.reserve(bob, email.toUpperCase(Locale.ROOT), "other-" + name)))
                .isEqualTo(new Held(List.of(new Holder(alice, true, false))));
        assertThat(get(accounts.reserve(bob, "other-" + email, name.toUpperCase(Locale.ROOT))))
                .isEqualTo(new Held(List.of(new Holder(alice, false, false))));
    }

    @Test
    void namesBothHoldersWhereAddressAndNameAreHeldByTwo() throws Exception {
        get(accounts.reserve(alice, email, name));
        get(accounts.reserve(bob, "b-" + email, "b-" + name));

        var held = (Held) get(accounts.reserve(someone(), email, "b-" + name));

        assertThat(held.holders())
                .containsExactlyInAnyOrder(new Holder(alice, true, false), new Holder(bob, false, false));
    }

    @Test
    void onlyAnOldReservationMayBeTakenOver() throws Exception {
        get(accounts.reserve(alice, email, name));
        age(alice);
        assertThat(get(accounts.reserve(bob, email, name))).isEqualTo(new Held(List.of(new Holder(alice, true, true))));

        assertThat(get(accounts.makeFirm(alice))).isTrue();
        assertThat(get(accounts.reserve(bob, email, name)))
                .isEqualTo(new Held(List.of(new Holder(alice, true, false))));
    }

    @Test
    void aReleasedReservationIsFreeAndAFirmAccountIsNeverReleased() throws Exception {
        get(accounts.reserve(alice, email, name));
        assertThat(get(accounts.release(alice))).isTrue();
        assertThat(get(accounts.makeFirm(alice))).isFalse();

        assertThat(get(accounts.reserve(bob, email, name))).isInstanceOf(Reserved.class);
        assertThat(get(accounts.makeFirm(bob))).isTrue();
        assertThat(get(accounts.makeFirm(bob))).isTrue();
        assertThat(get(accounts.release(bob))).isFalse();
    }

    @Test
    void findsWhoHoldsAnAddressInAnyCase() throws Exception {
        assertThat(get(accounts.findByEmail(email))).isEmpty();

        get(accounts.reserve(alice, email, name));

        assertThat(get(accounts.findByEmail(email.toUpperCase(Locale.ROOT)))).contains(alice);
    }

    @Test
    void anAccountIsToldOfOnceItIsFirmAndNeverAgain() throws Exception {
        get(accounts.reserve(alice, email, name));
        assertThat(told(alice)).isZero();

        get(accounts.makeFirm(alice));
        get(accounts.makeFirm(alice));
        get(accounts.makeFirm(bob));

        assertThat(told(alice)).isOne();
        assertThat(told(bob)).isZero();
    }

    private int told(UserId user) throws Exception {
        return get(database.query(connection -> {
            try (var rows = connection.createStatement().executeQuery("""
                    SELECT count(*) FROM outbox WHERE type = 'account.registered' AND entity = 'User|%s'
                    """.formatted(user))) {
                rows.next();
                return rows.getInt(1);
            }
        }));
    }

    private void age(UserId user) throws Exception {
        get(database.query(connection -> connection.createStatement().executeUpdate("""
                        UPDATE accounts SET reserved_at = now() - INTERVAL '61 seconds' WHERE user_id = '%s'
                        """.formatted(user))));
    }

    private static UserId someone() {
        return UserId.of(UUID.randomUUID());
    }

    private static <T> T get(CompletionStage<T> stage) throws Exception {
        return stage.toCompletableFuture().get(30, TimeUnit.SECONDS);
    }
}

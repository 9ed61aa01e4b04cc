package social.nova.persistence.user;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import social.nova.persistence.account.AccountRepository;
import social.nova.persistence.common.Database;
import social.nova.persistence.common.TestDatabase;
import social.nova.persistence.user.ProfileRepository.About;
import social.nova.persistence.user.ProfileRepository.Card;
import social.nova.persistence.user.ProfileRepository.Profile;
import social.nova.protocols.common.UserId;

class ProfileRepositoryTest {
    private static final About ABOUT = new About(
            "Ænne \uD83D\uDE00", "bio", "https://example.com/a.png", "https://example.com/c.png", "Ulm", true);
    private static final Instant AT = Instant.parse("2025-10-25T10:30:45Z");

    private final Database database = TestDatabase.get();
    private final AccountRepository accounts = new AccountRepository(database);
    private final DataKeys keys = new DataKeys(database, MasterKeysets.fresh());
    private final ProfileRepository profiles = new ProfileRepository(database);

    @Test
    void keepsEveryFieldUntilSomethingNewerComes() throws Exception {
        var alice = someone();
        var first = new Profile(alice, 5, "Alice", ABOUT, AT);

        assertThat(get(profiles.show(first))).isTrue();
        assertThat(get(profiles.show(first))).isFalse();
        assertThat(get(profiles.show(new Profile(alice, 4, "older", ABOUT, AT))))
                .isFalse();
        assertThat(get(profiles.find(alice))).contains(first);

        var newer = new Profile(alice, 6, "Alice", new About(null, null, null, null, null, false), AT);
        get(profiles.show(newer));

        assertThat(get(profiles.find(alice))).contains(newer);
    }

    @Test
    void findsByUsernameWhateverItsCaseWhoHasAnAccount() throws Exception {
        var alice = someone();
        var name = "Alice-" + alice.value().substring(0, 8);
        var profile = new Profile(alice, 1, name, ABOUT, AT);
        get(profiles.show(profile));
        get(accounts.reserve(alice, name + "@example.com", name));
        assertThat(get(profiles.findByUsername(name))).isEmpty();

        get(accounts.makeFirm(alice));

        assertThat(get(profiles.findByUsername(name.toUpperCase(Locale.ROOT)))).contains(profile);
        assertThat(get(profiles.findByUsername("nobody"))).isEmpty();
    }

    @Test
    void readsManyAtOnceAndLeavesOutWhoIsUnknown() throws Exception {
        var alice = someone();
        var bob = someone();
        var nobody = UserId.of(UUID.randomUUID());
        get(profiles.show(new Profile(alice, 1, "alice", ABOUT, AT)));
        get(profiles.show(new Profile(bob, 1, "bob", new About(null, null, null, null, null, false), AT)));

        var asked = List.of(alice, nobody, bob, alice);

        assertThat(get(profiles.cards(asked)))
                .isEqualTo(Map.of(
                        alice,
                        new Card(alice, "alice", ABOUT.displayName(), ABOUT.avatarUrl()),
                        bob,
                        new Card(bob, "bob", null, null)));
        assertThat(get(profiles.profiles(asked))).containsOnlyKeys(alice, bob);
        assertThat(get(profiles.cards(List.of()))).isEmpty();
    }

    private UserId someone() throws Exception {
        var user = UserId.of(UUID.randomUUID());
        get(keys.create(user));
        return user;
    }

    private static <T> T get(CompletionStage<T> stage) throws Exception {
        return stage.toCompletableFuture().get(30, TimeUnit.SECONDS);
    }
}

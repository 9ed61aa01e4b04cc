package social.nova.persistence.user;

import static org.assertj.core.api.Assertions.assertThat;

import akka.persistence.query.Offset;
import akka.persistence.typed.PersistenceId;
import akka.projection.eventsourced.EventEnvelope;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import social.nova.persistence.account.RevokedSessions;
import social.nova.persistence.common.Database;
import social.nova.persistence.common.ProjectionSession;
import social.nova.persistence.common.TestDatabase;
import social.nova.persistence.user.ProfileRepository.About;
import social.nova.persistence.user.ProfileRepository.Profile;
import social.nova.persistence.user.PublicKeyRepository.PublicKey;
import social.nova.protocols.common.Sealed;
import social.nova.protocols.common.UserId;
import social.nova.protocols.user.IdentityProvider;
import social.nova.protocols.user.User;
import social.nova.protocols.user.UserAccount;
import social.nova.protocols.user.UserIdentities;
import social.nova.protocols.user.UserKeys;
import social.nova.protocols.user.UserProfile;
import social.nova.protocols.user.UserProfile.Details;
import social.nova.protocols.user.UserSecondFactor;
import social.nova.protocols.user.UserSessions;

class UserProjectionHandlerTest {
    private static final Instant AT = Instant.parse("2025-10-25T10:30:45Z");
    private static final About NOTHING = new About(null, null, null, null, null, false);

    private final Database database = TestDatabase.get();
    private final DataKeys keys = new DataKeys(database, MasterKeysets.fresh());
    private final ProfileRepository profiles = new ProfileRepository(database);
    private final PublicKeyRepository publicKeys = new PublicKeyRepository(database);
    private final UserProjectionHandler handler = new UserProjectionHandler(keys);
    private final UserId alice = UserId.of(UUID.randomUUID());

    @BeforeEach
    void makeTheKey() throws Exception {
        get(keys.create(alice));
    }

    @Test
    void showsWhoRegisteredAndWhatTheyTell() throws Exception {
        process(1, registered());
        process(4, changed("Alice", "bio"));

        assertThat(get(profiles.find(alice)))
                .contains(new Profile(alice, 4, "alice", new About("Alice", "bio", null, null, null, true), AT));
    }

    @Test
    void appliesARedeliveredEventOnceAndNeverGoesBack() throws Exception {
        process(1, registered());
        process(4, changed("new", "new"));

        process(3, changed("old", "old"));
        process(1, registered());
        process(4, changed("again", "again"));

        assertThat(get(profiles.find(alice)))
                .contains(new Profile(alice, 4, "alice", new About("new", "new", null, null, null, true), AT));
    }

    @Test
    void revokesSessionsWhoseEndTheirRequestCouldNotWrite() throws Exception {
        var session = UUID.randomUUID().toString();
        var until = Instant.parse("2100-01-01T00:00:00Z");

        process(1, new UserSessions.SessionsEnded(List.of(session), until, AT));
        process(1, new UserSessions.SessionsEnded(List.of(session), until, AT));

        assertThat(get(new RevokedSessions(database).since(Instant.EPOCH)).until())
                .containsEntry(session, until);
    }

    @Test
    void whatWasClearedIsNotShown() throws Exception {
        process(1, registered());
        process(2, changed("", ""));

        assertThat(get(profiles.find(alice)))
                .contains(new Profile(alice, 2, "alice", new About(null, null, null, null, null, true), AT));
    }

    @Test
    void keepsTheNewestHundredPublicKeys() throws Exception {
        for (var number = 1; number <= PublicKeyRepository.KEPT + 5; number++) {
            process(number, keyChanged(number));
        }
        process(7, keyChanged(7));

        assertThat(get(publicKeys.of(alice, 1_000)))
                .hasSize(PublicKeyRepository.KEPT)
                .first()
                .isEqualTo(new PublicKey(105, "key 105", AT));
        assertThat(get(publicKeys.of(alice, 1))).hasSize(1);
    }

    @Test
    void writesNothingOfAPersonWhoseKeyWasDestroyed() throws Exception {
        var registered = registered();
        var changed = changed("Alice", "bio");
        var keyChanged = keyChanged(1);
        get(keys.destroy(alice));

        process(1, registered);
        process(2, changed);
        process(3, keyChanged);
        get(publicKeys.add(alice, new PublicKey(2, "key", AT)));
        var late = get(profiles.show(new Profile(alice, 3, "alice", NOTHING, AT)));

        assertThat(late).isFalse();
        assertThat(get(profiles.find(alice))).isEmpty();
        assertThat(get(publicKeys.of(alice, 10))).isEmpty();
    }

    @Test
    void tellsTheOwnerOfWhatChangesTheWaysIn() throws Exception {
        account("5 minutes");
        var now = Instant.now();
        var hash = seal(PersonalField.PASSWORD_HASH, "hash");

        process(1, new UserAccount.PasswordChanged(hash, now));
        process(2, new UserSecondFactor.Enabled("set-up", 1, now));
        process(3, new UserSecondFactor.Disabled(now));
        process(4, new UserIdentities.ProviderLinked(IdentityProvider.GOOGLE, now));
        process(5, new UserIdentities.ProviderUnlinked(IdentityProvider.GOOGLE, now));

        assertThat(mails())
                .containsExactly(
                        "PASSWORD_CHANGED to alice@example.com",
                        "PROVIDER_LINKED to alice@example.com",
                        "PROVIDER_UNLINKED to alice@example.com",
                        "SECOND_FACTOR_DISABLED to alice@example.com",
                        "SECOND_FACTOR_ENABLED to alice@example.com");
    }

    @Test
    void tellsNobodyOfWhatIsLongAgoOrMadeTheAccountOrIsOfSomebodyWhoLeft() throws Exception {
        process(1, new UserSecondFactor.Disabled(Instant.now()));
        account("5 seconds");

        process(2, new UserIdentities.ProviderLinked(IdentityProvider.GOOGLE, Instant.now()));
        process(3, new UserSecondFactor.Disabled(AT));

        assertThat(mails()).isEmpty();
    }

    private void account(String age) throws Exception {
        get(database.query(connection -> connection.createStatement().executeUpdate("""
                DELETE FROM accounts WHERE email = 'alice@example.com';
                INSERT INTO accounts (user_id, email, username, firm, reserved_at)
                VALUES ('%s', 'alice@example.com', 'alice', TRUE, now() - INTERVAL '%s')
                """.formatted(alice, age))));
    }

    private List<String> mails() throws Exception {
        return get(database.query(connection -> {
            var mails = new ArrayList<String>();
            try (var rows = connection.createStatement().executeQuery("""
                    SELECT kind || ' to ' || address FROM mails WHERE user_id = '%s' ORDER BY kind
                    """.formatted(alice))) {
                while (rows.next()) {
                    mails.add(rows.getString(1));
                }
            }
            return List.copyOf(mails);
        }));
    }

    private UserAccount.Registered registered() throws Exception {
        return new UserAccount.Registered(
                seal(PersonalField.EMAIL, "alice@example.com"),
                seal(PersonalField.USERNAME, "alice"),
                seal(PersonalField.PASSWORD_HASH, "hash"),
                AT);
    }

    private UserProfile.ProfileChanged changed(String name, String bio) throws Exception {
        return new UserProfile.ProfileChanged(
                new Details(
                        seal(PersonalField.DISPLAY_NAME, name), seal(PersonalField.BIO, bio), null, null, null, true),
                AT);
    }

    private UserKeys.PublicKeyChanged keyChanged(long number) throws Exception {
        return new UserKeys.PublicKeyChanged(new UserKeys.PublicKey(
                number, seal(PersonalField.PUBLIC_KEY, "key " + number), "digest " + number, AT));
    }

    private Sealed seal(PersonalField field, String text) throws Exception {
        return field.seal(get(keys.of(alice)), alice, text);
    }

    private void process(long revision, User.Event event) throws Exception {
        var session = new ProjectionSession(database.forProjections());
        try {
            handler.process(
                    session,
                    List.of(EventEnvelope.create(
                            Offset.sequence(revision),
                            PersistenceId.of(User.TYPE_KEY.name(), alice.value())
                                    .id(),
                            revision,
                            event,
                            0)));
            session.commit();
        } finally {
            session.close();
        }
    }

    private static <T> T get(CompletionStage<T> stage) throws Exception {
        return stage.toCompletableFuture().get(30, TimeUnit.SECONDS);
    }
}

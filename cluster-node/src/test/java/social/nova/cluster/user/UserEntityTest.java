package social.nova.cluster.user;

import static org.assertj.core.api.Assertions.assertThat;

import akka.Done;
import akka.actor.testkit.typed.javadsl.ActorTestKit;
import akka.actor.testkit.typed.javadsl.TestProbe;
import akka.actor.typed.ActorRef;
import akka.cluster.sharding.typed.javadsl.ClusterSharding;
import akka.pattern.StatusReply;
import akka.persistence.testkit.javadsl.EventSourcedBehaviorTestKit;
import akka.persistence.testkit.javadsl.PersistenceTestKit;
import akka.persistence.typed.PersistenceId;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.UUID;
import java.util.function.Function;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import social.nova.cluster.TestActors;
import social.nova.protocols.common.ErrorCode;
import social.nova.protocols.common.Sealed;
import social.nova.protocols.common.UserId;
import social.nova.protocols.user.User;
import social.nova.protocols.user.UserAccount;
import social.nova.protocols.user.UserKeys;
import social.nova.protocols.user.UserProfile;
import social.nova.protocols.user.UserProfile.Details;
import social.nova.protocols.user.UserSessions;

class UserEntityTest {
    private static final ActorTestKit ACTORS = TestActors.startInRealTime();
    private static final TestProbe<ClusterSharding.ShardCommand> SHARD = ACTORS.createTestProbe();
    private static final Instant NOW = Instant.parse("2025-10-25T10:30:45.123Z");
    private static final InstantSource CLOCK = InstantSource.fixed(NOW);
    private static final Sealed EMAIL = new Sealed("ZW1haWw=", "01".repeat(24));
    private static final Sealed USERNAME = new Sealed("bmFtZQ==", "02".repeat(24));
    private static final Sealed PASSWORD_HASH = new Sealed("aGFzaA==", "03".repeat(24));

    private static final Sealed NAME = new Sealed("QWxpY2U=", "04".repeat(24));
    private static final Sealed BIO = new Sealed("YmlvIQ==", "05".repeat(24));

    private final UserId alice = UserId.of(UUID.randomUUID());
    private final EventSourcedBehaviorTestKit<User.Command, User.Event, UserState> user =
            EventSourcedBehaviorTestKit.create(ACTORS.system(), UserEntity.create(alice, CLOCK, SHARD.ref()));

    @AfterAll
    static void shutDown() {
        ACTORS.shutdownTestKit();
    }

    @Test
    void registersOnce() {
        assertThat(register()).isEqualTo(StatusReply.ack());
        assertThat(register()).isEqualTo(ErrorCode.CONFLICT.refusal());

        assertThat(profile())
                .isEqualTo(StatusReply.success(new UserProfile.Profile(EMAIL, USERNAME, Details.NONE, NOW, false, 1)));
    }

    @Test
    void aVoidedReservationFencesALateRegistrationForEver() {
        assertThat(voidReservation()).isEqualTo(StatusReply.ack());
        assertThat(voidReservation()).isEqualTo(StatusReply.ack());

        user.restart();

        assertThat(register()).isEqualTo(ErrorCode.CONFLICT.refusal());
        assertThat(lastAnswerOf(alice, UserProfile.GetProfile::new)).isEqualTo(ErrorCode.USER_NOT_FOUND.refusal());
    }

    @Test
    void aRegisteredUserIsNotVoided() {
        register();

        assertThat(voidReservation()).isEqualTo(ErrorCode.CONFLICT.refusal());
        assertThat(profile().isSuccess()).isTrue();
    }

    @Test
    void verifiesTheAddressOnceHoweverOftenItIsTold() {
        register();

        var first = user.<StatusReply<Done>>runCommand(UserAccount.VerifyEmail::new);
        var second = user.<StatusReply<Done>>runCommand(UserAccount.VerifyEmail::new);

        assertThat(first.event()).isEqualTo(new UserAccount.EmailVerified(NOW));
        assertThat(second.hasNoEvents()).isTrue();
        assertThat(second.reply()).isEqualTo(StatusReply.ack());
        assertThat(credentials()).isEqualTo(StatusReply.success(new UserAccount.Credentials(PASSWORD_HASH, true)));
    }

    @Test
    void whoTakesOverWhatWasNeverVerifiedLeavesNoPasswordToTheOther() {
        register();

        var first = takeOver();
        var second = takeOver();

        assertThat(first.event()).isEqualTo(new UserAccount.TakenOver(NOW));
        assertThat(second.hasNoEvents()).isTrue();
        assertThat(second.reply()).isEqualTo(StatusReply.ack());
        assertThat(credentials()).isEqualTo(StatusReply.success(new UserAccount.Credentials(null, true)));
    }

    @Test
    void nobodyTakesOverWhatIsVerified() {
        register();
        user.<StatusReply<Done>>runCommand(UserAccount.VerifyEmail::new);

        assertThat(takeOver().hasNoEvents()).isTrue();

        assertThat(credentials()).isEqualTo(StatusReply.success(new UserAccount.Credentials(PASSWORD_HASH, true)));
    }

    @Test
    void changesWhatIsGivenAndLeavesTheRest() {
        register();
        var named = new Details(NAME, null, null, null, null, true);
        var describedAs = new Details(null, BIO, null, null, null, null);

        change(named);
        var second = change(describedAs);
        var again = change(describedAs);

        var both = new Details(NAME, BIO, null, null, null, true);
        assertThat(second.event()).isEqualTo(new UserProfile.ProfileChanged(both, NOW));
        assertThat(second.reply())
                .isEqualTo(StatusReply.success(new UserProfile.Profile(EMAIL, USERNAME, both, NOW, false, 3)));
        assertThat(again.hasNoEvents()).isTrue();
        assertThat(again.reply()).isEqualTo(second.reply());
        assertThat(profile()).isEqualTo(second.reply());
    }

    @Test
    void numbersPublicKeysAndTakesTheNewestOnlyOnce() {
        register();

        var first = put("a");
        var again = put("a");
        var second = put("b");

        assertThat(first.reply().getValue()).isEqualTo(new UserKeys.PublicKey(1, NAME, "a", NOW));
        assertThat(again.hasNoEvents()).isTrue();
        assertThat(again.reply()).isEqualTo(first.reply());
        assertThat(second.reply().getValue().number()).isEqualTo(2);
        assertThat(put("a").reply().getValue().number()).isEqualTo(3);
    }

    @Test
    void whoWasErasedIsNobodyForEverAndNobodyElseComesInTheirPlace() {
        register();
        change(new Details(NAME, BIO, null, null, null, true));
        put("a");

        assertThat(erase().reply()).isEqualTo(StatusReply.success(new UserSessions.Ended(List.of())));
        assertThat(erase().hasNoEvents()).isTrue();
        assertThat(erase().reply()).isEqualTo(StatusReply.success(new UserSessions.Ended(List.of())));
        user.restart();

        assertThat(user.getState()).isEqualTo(UserState.VOIDED);
        assertThat(register()).isEqualTo(ErrorCode.CONFLICT.refusal());
        assertThat(lastAnswerOf(alice, UserProfile.GetProfile::new)).isEqualTo(ErrorCode.USER_NOT_FOUND.refusal());
        assertThat(this.<UserSessions.Ended>lastAnswerOf(
                        UserId.of(UUID.randomUUID()), replyTo -> new UserAccount.Erase(NOW, replyTo)))
                .isEqualTo(ErrorCode.USER_NOT_FOUND.refusal());
    }

    @Test
    void whoIsErasedHasNoSessionLeftAlsoNoneThatWasOpenedJustBefore() {
        register();
        user.<StatusReply<Done>>runCommand(UserAccount.VerifyEmail::new);
        open();

        var erased = erase();

        assertThat(erased.events())
                .containsExactly(
                        new UserSessions.SessionsEnded(List.of("s1"), NOW.plusSeconds(30), NOW),
                        new UserAccount.Erased(NOW));
        assertThat(erased.reply()).isEqualTo(StatusReply.success(new UserSessions.Ended(List.of("s1"))));
    }

    @Test
    void opensNoSessionBeforeTheAddressIsVerified() {
        register();

        assertThat(open()).isEqualTo(ErrorCode.EMAIL_NOT_VERIFIED.refusal());
    }

    @Test
    void knowsNothingOfAnIdThatNobodyRegisteredAndIsPassivated() {
        var nobody = ErrorCode.USER_NOT_FOUND.refusal();

        assertThat(lastAnswerOf(alice, UserProfile.GetProfile::new)).isEqualTo(nobody);
        assertThat(lastAnswerOf(alice, UserAccount.GetCredentials::new)).isEqualTo(nobody);
        assertThat(lastAnswerOf(alice, UserAccount.VerifyEmail::new)).isEqualTo(nobody);
        assertThat(lastAnswerOf(alice, UserSessions.GetSessions::new)).isEqualTo(nobody);
    }

    @Test
    void aRegistrationThatComesBehindAQuestionIsNotLost() {
        var entity = ACTORS.spawn(UserEntity.create(alice, CLOCK, SHARD.ref()));
        var asker = ACTORS.<StatusReply<Done>>createTestProbe();

        entity.tell(new UserAccount.VerifyEmail(asker.ref()));
        entity.tell(new UserAccount.Register(EMAIL, USERNAME, PASSWORD_HASH, asker.ref()));

        asker.expectMessage(ErrorCode.USER_NOT_FOUND.refusal());
        asker.expectMessage(StatusReply.ack());
    }

    @Test
    void anEventThatCannotBePersistedIsNeverASuccessAndARetryGoesThrough() {
        var journal = PersistenceTestKit.create(ACTORS.system());
        var bob = UserId.of(UUID.randomUUID());
        var entity = ACTORS.spawn(UserEntity.create(bob, CLOCK, SHARD.ref()));
        var asker = ACTORS.<StatusReply<Done>>createTestProbe();
        var register = new UserAccount.Register(EMAIL, USERNAME, PASSWORD_HASH, asker.ref());

        journal.failNextPersisted(
                PersistenceId.of(User.TYPE_KEY.name(), bob.value()).id());
        entity.tell(register);
        asker.expectMessage(ErrorCode.DATABASE_ERROR.refusal());
        entity.tell(register);

        asker.expectMessage(StatusReply.ack());
    }

    /// What an entity answers that has itself passivated then, as those do that nobody registered.
    private <T> StatusReply<T> lastAnswerOf(UserId id, Function<ActorRef<StatusReply<T>>, User.Command> command) {
        var shard = ACTORS.<ClusterSharding.ShardCommand>createTestProbe();
        var entity = ACTORS.spawn(UserEntity.create(id, CLOCK, shard.ref()));
        var asker = ACTORS.<StatusReply<T>>createTestProbe();
        entity.tell(command.apply(asker.ref()));
        var answer = asker.receiveMessage();
        assertThat(shard.receiveMessage()).isEqualTo(new ClusterSharding.Passivate<>(entity));
        entity.tell(new User.Stop());
        asker.expectTerminated(entity);
        return answer;
    }

    private StatusReply<Done> register() {
        return user.<StatusReply<Done>>runCommand(
                        replyTo -> new UserAccount.Register(EMAIL, USERNAME, PASSWORD_HASH, replyTo))
                .reply();
    }

    private StatusReply<Done> voidReservation() {
        return user.<StatusReply<Done>>runCommand(UserAccount.VoidReservation::new)
                .reply();
    }

    private StatusReply<UserAccount.Credentials> credentials() {
        return user.<StatusReply<UserAccount.Credentials>>runCommand(UserAccount.GetCredentials::new)
                .reply();
    }

    private StatusReply<UserProfile.Profile> profile() {
        return user.<StatusReply<UserProfile.Profile>>runCommand(UserProfile.GetProfile::new)
                .reply();
    }

    private EventSourcedBehaviorTestKit.CommandResultWithReply<
                    User.Command, User.Event, UserState, StatusReply<UserProfile.Profile>>
            change(Details given) {
        return user.runCommand(replyTo -> new UserProfile.ChangeProfile(given, replyTo));
    }

    private EventSourcedBehaviorTestKit.CommandResultWithReply<
                    User.Command, User.Event, UserState, StatusReply<UserKeys.PublicKey>>
            put(String digest) {
        return user.runCommand(replyTo -> new UserKeys.PutPublicKey(NAME, digest, replyTo));
    }

    private EventSourcedBehaviorTestKit.CommandResultWithReply<
                    User.Command, User.Event, UserState, StatusReply<UserSessions.Ended>>
            erase() {
        return user.runCommand(replyTo -> new UserAccount.Erase(NOW.plusSeconds(30), replyTo));
    }

    private EventSourcedBehaviorTestKit.CommandResultWithReply<User.Command, User.Event, UserState, StatusReply<Done>>
            takeOver() {
        return user.runCommand(UserAccount.TakeOver::new);
    }

    private StatusReply<UserSessions.Ended> open() {
        return user.<StatusReply<UserSessions.Ended>>runCommand(replyTo -> new UserSessions.OpenSession(
                        "s1", "hash", NOW.plusSeconds(60), NOW.plusSeconds(30), null, null, replyTo))
                .reply();
    }
}

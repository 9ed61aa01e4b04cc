package social.nova.cluster.user;

import static org.assertj.core.api.Assertions.assertThat;

import akka.Done;
import akka.actor.testkit.typed.javadsl.ActorTestKit;
import akka.actor.typed.ActorRef;
import akka.cluster.sharding.typed.javadsl.ClusterSharding;
import akka.pattern.StatusReply;
import akka.persistence.testkit.javadsl.EventSourcedBehaviorTestKit;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import java.util.function.Function;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import social.nova.cluster.TestActors;
import social.nova.protocols.common.ErrorCode;
import social.nova.protocols.common.Sealed;
import social.nova.protocols.common.UserId;
import social.nova.protocols.user.User;
import social.nova.protocols.user.UserAccount;
import social.nova.protocols.user.UserProfile;
import social.nova.protocols.user.UserSecondFactor;
import social.nova.protocols.user.UserSecondFactor.Challenged;
import social.nova.protocols.user.UserSecondFactor.Passed;
import social.nova.protocols.user.UserSecondFactor.Proof;
import social.nova.protocols.user.UserSecondFactor.Secret;
import social.nova.protocols.user.UserSecondFactor.SetUp;
import social.nova.protocols.user.UserSessions;

class SecondFactorDecisionsTest {
    private static final ActorTestKit ACTORS = TestActors.startInRealTime();
    private static final Instant NOW = Instant.parse("2025-10-25T10:30:45.123Z");
    private static final Sealed SEALED = new Sealed("ZW1haWw=", "01".repeat(24));
    private static final Sealed SECRET = new Sealed("c2VjcmV0", "02".repeat(24));
    private static final StatusReply<Passed> PASSED = StatusReply.success(new Passed(SEALED));
    private static final Proof WRONG = Proof.ofBackupCode("wrong");
    private static final long STEP = 100;

    private Instant now = NOW;
    private final EventSourcedBehaviorTestKit<User.Command, User.Event, UserState> user =
            EventSourcedBehaviorTestKit.create(
                    ACTORS.system(),
                    UserEntity.create(
                            UserId.of(UUID.randomUUID()),
                            () -> now,
                            ACTORS.<ClusterSharding.ShardCommand>createTestProbe()
                                    .ref()));

    @AfterAll
    static void shutDown() {
        ACTORS.shutdownTestKit();
    }

    @BeforeEach
    void register() {
        this.<Done>ask(replyTo -> new UserAccount.Register(SEALED, SEALED, SEALED, replyTo));
        this.<Done>ask(UserAccount.VerifyEmail::new);
    }

    @Test
    void whoHasNoSecondFactorNeedsNoCode() {
        assertThat(begin("c")).isEqualTo(StatusReply.success(new Challenged(false)));
        assertThat(disable(Proof.ofStep(STEP))).isEqualTo(ErrorCode.CONFLICT.refusal());
        assertThat(renew(Proof.ofStep(STEP))).isEqualTo(ErrorCode.CONFLICT.refusal());
    }

    @Test
    void anOfferIsNotInForceUntilItIsConfirmed() {
        offer("a");

        assertThat(begin("c")).isEqualTo(StatusReply.success(new Challenged(false)));
        assertThat(confirm("another", STEP)).isEqualTo(ErrorCode.NOT_FOUND.refusal());
        assertThat(confirm("a", STEP)).isEqualTo(StatusReply.ack());
        assertThat(begin("c")).isEqualTo(StatusReply.success(new Challenged(true)));
        assertThat(profile().secondFactor()).isTrue();
        assertThat(offer("b")).isEqualTo(ErrorCode.CONFLICT.refusal());
    }

    @Test
    void anOfferIsOverAfterItsTimeAndAfterANewerOne() {
        offer("a");
        offer("b");
        assertThat(setUp("a")).isEqualTo(ErrorCode.NOT_FOUND.refusal());
        assertThat(setUp("b")).isEqualTo(StatusReply.success(new Secret(SECRET)));

        now = NOW.plus(Duration.ofMinutes(10));

        assertThat(setUp("b")).isEqualTo(ErrorCode.NOT_FOUND.refusal());
        assertThat(confirm("b", STEP)).isEqualTo(ErrorCode.NOT_FOUND.refusal());
    }

    @Test
    void aCodeIsGoodOnceAndNoneBeforeItIs() {
        enable();
        begin("c");
        begin("d");

        assertThat(answer("c", Proof.ofStep(STEP))).isEqualTo(ErrorCode.INVALID_CODE.refusal());
        assertThat(answer("c", Proof.ofStep(STEP + 1))).isEqualTo(PASSED);
        assertThat(answer("d", Proof.ofStep(STEP + 1))).isEqualTo(ErrorCode.INVALID_CODE.refusal());
        assertThat(answer("d", Proof.ofStep(STEP - 1))).isEqualTo(ErrorCode.INVALID_CODE.refusal());
        assertThat(answer("d", Proof.ofStep(STEP + 2))).isEqualTo(PASSED);
    }

    @Test
    void aBackupCodeIsGoodOnceAlsoAfterARestart() {
        enable();
        begin("c");
        begin("d");

        assertThat(answer("c", Proof.ofBackupCode("one"))).isEqualTo(PASSED);
        user.restart();

        assertThat(answer("d", Proof.ofBackupCode("one"))).isEqualTo(ErrorCode.INVALID_CODE.refusal());
        assertThat(answer("d", Proof.ofBackupCode("two"))).isEqualTo(PASSED);
    }

    @Test
    void aLoginIsEndedByItsCodeByFiveWrongOnesAndByTime() {
        enable();
        begin("c");
        answer("c", Proof.ofStep(STEP + 1));
        begin("d");
        for (var n = 0; n < SecondFactorState.WRONG_PER_CHALLENGE; n++) {
            assertThat(answer("d", WRONG)).isEqualTo(ErrorCode.INVALID_CODE.refusal());
        }
        begin("e");
        now = NOW.plus(Duration.ofMinutes(5));

        for (var over : List.of("c", "d", "e", "never begun")) {
            assertThat(answer(over, Proof.ofStep(STEP + 2))).isEqualTo(ErrorCode.INVALID_TOKEN.refusal());
            assertThat(secret(over)).isEqualTo(ErrorCode.INVALID_TOKEN.refusal());
        }
    }

    @Test
    void twentyWrongCodesInARowHaveNoneLookedAtForAWhile() {
        enable();
        for (var login = 0; login < 4; login++) {
            begin("c" + login);
            for (var n = 0; n < SecondFactorState.WRONG_PER_CHALLENGE; n++) {
                answer("c" + login, WRONG);
            }
        }

        assertThat(begin("d")).isEqualTo(ErrorCode.ACCOUNT_LOCKED.refusal());
        assertThat(disable(Proof.ofStep(STEP + 1))).isEqualTo(ErrorCode.ACCOUNT_LOCKED.refusal());
        assertThat(renew(Proof.ofStep(STEP + 1))).isEqualTo(ErrorCode.ACCOUNT_LOCKED.refusal());

        now = NOW.plus(SecondFactorState.LOCKED_FOR);
        begin("d");
        assertThat(answer("d", WRONG)).isEqualTo(ErrorCode.INVALID_CODE.refusal());
        assertThat(answer("d", Proof.ofStep(STEP + 1))).isEqualTo(PASSED);
    }

    @Test
    void theRightCodeMakesGoodForWrongOnes() {
        enable();
        begin("c");
        answer("c", WRONG);
        answer("c", Proof.ofStep(STEP + 1));

        assertThat(user.getState().secondFactor().wrong()).isZero();
    }

    @Test
    void ofManyLoginsTheNewestFiftyWait() {
        enable();
        for (var n = 1; n <= 60; n++) {
            begin("c" + n);
        }

        assertThat(user.getState().secondFactor().challenges())
                .hasSize(SecondFactorState.MAX_CHALLENGES)
                .extracting(SecondFactorState.Challenge::digest)
                .startsWith("c11")
                .endsWith("c60");
    }

    @Test
    void newBackupCodesVoidTheOldOnes() {
        enable();
        begin("c");

        assertThat(renew(WRONG)).isEqualTo(ErrorCode.INVALID_CODE.refusal());
        assertThat(renew(Proof.ofStep(STEP + 1))).isEqualTo(StatusReply.ack());

        assertThat(answer("c", Proof.ofBackupCode("one"))).isEqualTo(ErrorCode.INVALID_CODE.refusal());
        assertThat(answer("c", Proof.ofStep(STEP + 1))).isEqualTo(ErrorCode.INVALID_CODE.refusal());
        assertThat(answer("c", Proof.ofBackupCode("new"))).isEqualTo(PASSED);
    }

    @Test
    void disablingTakesACodeAndEndsLoginsThatWait() {
        enable();
        begin("c");

        assertThat(disable(WRONG)).isEqualTo(ErrorCode.INVALID_CODE.refusal());
        assertThat(disable(Proof.ofStep(STEP + 1))).isEqualTo(StatusReply.ack());

        assertThat(begin("d")).isEqualTo(StatusReply.success(new Challenged(false)));
        assertThat(answer("c", Proof.ofStep(STEP + 2))).isEqualTo(ErrorCode.INVALID_TOKEN.refusal());
        assertThat(profile().secondFactor()).isFalse();
    }

    @Test
    void aChangedPasswordEndsLoginsThatWaitAndThoseThatCheckedTheOldOne() {
        enable();
        begin("c");
        this.<UserSessions.Ended>ask(replyTo -> new UserAccount.ChangePassword(SECRET, SEALED, null, NOW, replyTo));

        assertThat(begin("d")).isEqualTo(ErrorCode.INVALID_CREDENTIALS.refusal());
        for (var over : List.of("c", "d")) {
            assertThat(secret(over)).isEqualTo(ErrorCode.INVALID_TOKEN.refusal());
            assertThat(answer(over, Proof.ofStep(STEP + 1))).isEqualTo(ErrorCode.INVALID_TOKEN.refusal());
        }
    }

    @Test
    void theEndOfAllSessionsEndsLoginsThatWait() {
        enable();
        begin("c");

        this.<UserSessions.Ended>ask(replyTo -> new UserSessions.EndSessions("kept", NOW, replyTo));
        user.restart();

        assertThat(secret("c")).isEqualTo(ErrorCode.INVALID_TOKEN.refusal());
        assertThat(answer("c", Proof.ofStep(STEP + 1))).isEqualTo(ErrorCode.INVALID_TOKEN.refusal());
        begin("d");
        assertThat(answer("d", Proof.ofStep(STEP + 1))).isEqualTo(PASSED);
    }

    private void enable() {
        offer("a");
        confirm("a", STEP);
    }

    private StatusReply<Done> offer(String id) {
        var setUp = new SetUp(id, SECRET, List.of("one", "two"), now.plus(Duration.ofMinutes(10)));
        return ask(replyTo -> new UserSecondFactor.BeginSetUp(setUp, replyTo));
    }

    private StatusReply<Secret> setUp(String id) {
        return ask(replyTo -> new UserSecondFactor.GetSetUp(id, replyTo));
    }

    private StatusReply<Done> confirm(String id, long step) {
        return ask(replyTo -> new UserSecondFactor.ConfirmSetUp(id, step, replyTo));
    }

    private StatusReply<Challenged> begin(String challenge) {
        return ask(replyTo ->
                new UserSecondFactor.BeginChallenge(challenge, now.plus(Duration.ofMinutes(5)), SEALED, replyTo));
    }

    private StatusReply<Secret> secret(String challenge) {
        return ask(replyTo -> new UserSecondFactor.GetSecret(challenge, replyTo));
    }

    private StatusReply<Passed> answer(String challenge, Proof proof) {
        return ask(replyTo -> new UserSecondFactor.AnswerChallenge(challenge, proof, replyTo));
    }

    private StatusReply<Done> disable(Proof proof) {
        return ask(replyTo -> new UserSecondFactor.Disable(proof, replyTo));
    }

    private StatusReply<Done> renew(Proof proof) {
        return ask(replyTo -> new UserSecondFactor.RenewBackupCodes(proof, List.of("new"), replyTo));
    }

    private UserProfile.Profile profile() {
        return this.<UserProfile.Profile>ask(UserProfile.GetProfile::new).getValue();
    }

    private <T> StatusReply<T> ask(Function<ActorRef<StatusReply<T>>, User.Command> command) {
        return user.<StatusReply<T>>runCommand(command).reply();
    }
}

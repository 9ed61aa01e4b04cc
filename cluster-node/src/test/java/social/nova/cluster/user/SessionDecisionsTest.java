package social.nova.cluster.user;

import static org.assertj.core.api.Assertions.assertThat;

import akka.Done;
import akka.actor.testkit.typed.javadsl.ActorTestKit;
import akka.actor.typed.ActorRef;
import akka.cluster.sharding.typed.javadsl.ClusterSharding;
import akka.pattern.StatusReply;
import akka.persistence.testkit.javadsl.EventSourcedBehaviorTestKit;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Function;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import social.nova.cluster.TestActors;
import social.nova.protocols.common.ErrorCode;
import social.nova.protocols.common.Sealed;
import social.nova.protocols.common.UserId;
import social.nova.protocols.user.User;
import social.nova.protocols.user.UserAccount;
import social.nova.protocols.user.UserSessions;
import social.nova.protocols.user.UserSessions.Ended;
import social.nova.protocols.user.UserSessions.LoginSession;

class SessionDecisionsTest {
    private static final ActorTestKit ACTORS = TestActors.startInRealTime();
    private static final Instant BEGIN = Instant.parse("2025-10-25T10:30:45.123Z");
    private static final Instant TOKENS_UNTIL = BEGIN.plusSeconds(900);
    private static final Sealed SEALED = new Sealed("c2VhbGVk", "01".repeat(24));
    private static final Sealed NEW = new Sealed("c2VhbGVk", "02".repeat(24));
    private static final Sealed OTHER = new Sealed("c2VhbGVk", "03".repeat(24));
    private static final StatusReply<UserSessions.Refreshed> REFRESHED =
            StatusReply.success(new UserSessions.Refreshed(false));
    private static final StatusReply<UserSessions.Refreshed> REUSED =
            StatusReply.success(new UserSessions.Refreshed(true));

    private final AtomicReference<Instant> now = new AtomicReference<>(BEGIN);
    private final EventSourcedBehaviorTestKit<User.Command, User.Event, UserState> user =
            EventSourcedBehaviorTestKit.create(
                    ACTORS.system(),
                    UserEntity.create(
                            UserId.of(UUID.randomUUID()),
                            now::get,
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
    void aRefreshTokenIsGoodOnce() {
        open("s1");

        assertThat(refresh("s1", "s1-0", "s1-1")).isEqualTo(REFRESHED);
        assertThat(refresh("s1", "s1-1", "s1-2")).isEqualTo(REFRESHED);
        assertThat(sessions()).extracting(LoginSession::id).containsExactly("s1");
    }

    @Test
    void aDeadTokenPresentedAgainEndsItsFamilyAndNoOther() {
        open("s1");
        open("s2");
        refresh("s1", "s1-0", "s1-1");

        assertThat(refresh("s1", "s1-0", "s1-x")).isEqualTo(REUSED);

        assertThat(refresh("s1", "s1-1", "s1-2")).isEqualTo(ErrorCode.INVALID_TOKEN.refusal());
        assertThat(refresh("s2", "s2-0", "s2-1")).isEqualTo(REFRESHED);
    }

    @Test
    void aTokenThatWasNeverIssuedChangesNothing() {
        open("s1");

        assertThat(refresh("s1", "made up", false, "s1-x")).isEqualTo(ErrorCode.INVALID_TOKEN.refusal());

        assertThat(sessions()).extracting(LoginSession::id).containsExactly("s1");
        assertThat(refresh("s1", "s1-0", "s1-1")).isEqualTo(REFRESHED);
    }

    @Test
    void theNewestTokenOfAnEarlierReleaseIsGood() {
        open("s1");

        assertThat(refresh("s1", "s1-0", false, "s1-1")).isEqualTo(REFRESHED);
    }

    @Test
    void knowsAfterARestartWhichTokensAreDead() {
        open("s1");
        refresh("s1", "s1-0", "s1-1");

        user.restart();

        assertThat(refresh("s1", "s1-0", "s1-x")).isEqualTo(REUSED);
    }

    @Test
    void aLoginWhosePasswordWasChangedMeanwhileOpensNothing() {
        open("s1");
        assertThat(changePassword(SEALED, NEW)).isEqualTo(StatusReply.success(new Ended(List.of("s1"))));

        assertThat(open("s2", SEALED)).isEqualTo(ErrorCode.INVALID_CREDENTIALS.refusal());

        assertThat(sessions()).isEmpty();
        assertThat(open("s3", NEW).isSuccess()).isTrue();
        assertThat(open("by another service", null).isSuccess()).isTrue();
    }

    @Test
    void aPasswordThatWasChangedMeanwhileChangesNothing() {
        assertThat(changePassword(SEALED, NEW).isSuccess()).isTrue();

        assertThat(changePassword(SEALED, OTHER)).isEqualTo(ErrorCode.INVALID_CREDENTIALS.refusal());
        assertThat(changePassword(null, OTHER)).isEqualTo(ErrorCode.INVALID_CREDENTIALS.refusal());

        assertThat(open("s1", NEW).isSuccess()).isTrue();
    }

    @Test
    void aSessionThatIsNotRefreshedInTimeHasEnded() {
        open("s1");
        now.set(BEGIN.plusSeconds(3600));

        assertThat(refresh("s1", "s1-0", "s1-1")).isEqualTo(ErrorCode.INVALID_TOKEN.refusal());
        assertThat(sessions()).isEmpty();
    }

    @Test
    void endsOneSessionAndSaysWhenItIsNotThere() {
        open("s1");

        assertThat(end("s1")).isEqualTo(StatusReply.success(new Ended(List.of("s1"))));
        assertThat(end("s1")).isEqualTo(ErrorCode.NOT_FOUND.refusal());
        assertThat(refresh("s1", "s1-0", "s1-1")).isEqualTo(ErrorCode.INVALID_TOKEN.refusal());
    }

    @Test
    void endsAllSessionsInOneEvent() {
        open("s1");
        open("s2");
        open("s3");

        var ended = user.<StatusReply<Ended>>runCommand(
                replyTo -> new UserSessions.EndSessions("s2", TOKENS_UNTIL, replyTo));

        assertThat(ended.events())
                .containsExactly(new UserSessions.SessionsEnded(List.of("s1", "s3"), TOKENS_UNTIL, BEGIN));
        assertThat(ended.reply()).isEqualTo(StatusReply.success(new Ended(List.of("s1", "s3"))));
        assertThat(endAll(null)).isEqualTo(StatusReply.success(new Ended(List.of("s2"))));
        assertThat(endAll(null)).isEqualTo(StatusReply.success(new Ended(List.of())));
    }

    @Test
    void showsTheSessionUsedLastFirst() {
        open("s1");
        now.set(BEGIN.plusSeconds(1));
        open("s2");
        now.set(BEGIN.plusSeconds(2));
        refresh("s1", "s1-0", "s1-1");

        assertThat(sessions())
                .containsExactly(
                        new LoginSession("s1", BEGIN, BEGIN.plusSeconds(2), BEGIN.plusSeconds(62), SEALED),
                        new LoginSession(
                                "s2", BEGIN.plusSeconds(1), BEGIN.plusSeconds(1), BEGIN.plusSeconds(61), SEALED));
    }

    @Test
    void oneSessionTooManyEndsTheOneUsedLongestAgo() {
        IntStream.range(0, Families.MAX).forEach(n -> open("s" + n));
        now.set(BEGIN.plusSeconds(1));
        refresh("s0", "s0-0", "s0-1");

        assertThat(open("one more")).isEqualTo(StatusReply.success(new Ended(List.of("s1"))));

        assertThat(sessions())
                .hasSize(Families.MAX)
                .extracting(LoginSession::id)
                .contains("s0", "one more");
        assertThat(refresh("s1", "s1-0", "s1-1")).isEqualTo(ErrorCode.INVALID_TOKEN.refusal());
    }

    @Test
    void whatHasExpiredIsInNobodysWay() {
        IntStream.range(0, Families.MAX).forEach(n -> open("s" + n));
        now.set(BEGIN.plusSeconds(60));

        assertThat(open("new")).isEqualTo(StatusReply.success(new Ended(List.of())));

        assertThat(user.getState().sessions()).extracting(UserState.Session::id).containsExactly("new");
    }

    @Test
    void aRenewedHashIsThePasswordAndSoIsTheOneItWasRenewedFrom() {
        open("s1");

        assertThat(renew(SEALED, NEW)).isEqualTo(StatusReply.ack());
        assertThat(renew(SEALED, OTHER)).as("of two at once, the later").isEqualTo(StatusReply.ack());

        assertThat(sessions()).as("goes on").extracting(LoginSession::id).containsExactly("s1");
        assertThat(open("s2", SEALED).isSuccess()).as("was checked before").isTrue();
        assertThat(open("s3", NEW).isSuccess()).isTrue();
        assertThat(open("s4", OTHER)).isEqualTo(ErrorCode.INVALID_CREDENTIALS.refusal());
        user.restart();
        assertThat(changePassword(SEALED, OTHER).isSuccess()).isTrue();
    }

    @Test
    void aChangedPasswordIsNotRenewedAndNoEarlierHashIsGood() {
        renew(SEALED, NEW);
        changePassword(NEW, OTHER);

        assertThat(renew(NEW, SEALED)).isEqualTo(StatusReply.ack());

        for (var earlier : List.of(SEALED, NEW)) {
            assertThat(open("s1", earlier)).isEqualTo(ErrorCode.INVALID_CREDENTIALS.refusal());
            assertThat(changePassword(earlier, SEALED)).isEqualTo(ErrorCode.INVALID_CREDENTIALS.refusal());
        }
        assertThat(changePassword(null, SEALED)).isEqualTo(ErrorCode.INVALID_CREDENTIALS.refusal());
        assertThat(open("s1", OTHER).isSuccess()).isTrue();
    }

    private StatusReply<Ended> open(String session) {
        return open(session, SEALED);
    }

    private StatusReply<Ended> open(String session, @Nullable Sealed password) {
        return ask(replyTo -> new UserSessions.OpenSession(
                session, session + "-0", now.get().plusSeconds(60), TOKENS_UNTIL, SEALED, password, replyTo));
    }

    private StatusReply<UserSessions.Refreshed> refresh(String session, String presented, String next) {
        return refresh(session, presented, true, next);
    }

    private StatusReply<UserSessions.Refreshed> refresh(String session, String presented, boolean issued, String next) {
        return ask(replyTo -> new UserSessions.RefreshSession(
                session, presented, issued, next, now.get().plusSeconds(60), TOKENS_UNTIL, replyTo));
    }

    private StatusReply<Ended> changePassword(@Nullable Sealed current, Sealed next) {
        return ask(replyTo -> new UserAccount.ChangePassword(next, current, null, TOKENS_UNTIL, replyTo));
    }

    private StatusReply<Done> renew(Sealed known, Sealed renewed) {
        return ask(replyTo -> new UserAccount.RenewPasswordHash(known, renewed, replyTo));
    }

    private StatusReply<Ended> end(String session) {
        return ask(replyTo -> new UserSessions.EndSession(session, TOKENS_UNTIL, replyTo));
    }

    private StatusReply<Ended> endAll(@Nullable String except) {
        return ask(replyTo -> new UserSessions.EndSessions(except, TOKENS_UNTIL, replyTo));
    }

    private List<LoginSession> sessions() {
        return this.<UserSessions.Open>ask(UserSessions.GetSessions::new)
                .getValue()
                .sessions();
    }

    private <T> StatusReply<T> ask(Function<ActorRef<StatusReply<T>>, User.Command> command) {
        return user.<StatusReply<T>>runCommand(command).reply();
    }
}

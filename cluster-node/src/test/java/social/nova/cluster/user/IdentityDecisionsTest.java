package social.nova.cluster.user;

import static org.assertj.core.api.Assertions.assertThat;
import static social.nova.protocols.user.IdentityProvider.APPLE;
import static social.nova.protocols.user.IdentityProvider.GOOGLE;

import akka.Done;
import akka.actor.testkit.typed.javadsl.ActorTestKit;
import akka.actor.typed.ActorRef;
import akka.cluster.sharding.typed.javadsl.ClusterSharding;
import akka.pattern.StatusReply;
import akka.persistence.testkit.javadsl.EventSourcedBehaviorTestKit;
import java.time.Instant;
import java.time.InstantSource;
import java.util.UUID;
import java.util.function.Function;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import social.nova.cluster.TestActors;
import social.nova.protocols.common.ErrorCode;
import social.nova.protocols.common.Sealed;
import social.nova.protocols.common.UserId;
import social.nova.protocols.user.IdentityProvider;
import social.nova.protocols.user.User;
import social.nova.protocols.user.UserAccount;
import social.nova.protocols.user.UserIdentities;

class IdentityDecisionsTest {
    private static final ActorTestKit ACTORS = TestActors.startInRealTime();
    private static final InstantSource CLOCK = InstantSource.fixed(Instant.parse("2025-10-25T10:30:45.123Z"));
    private static final Sealed SEALED = new Sealed("ZW1haWw=", "01".repeat(24));

    private final EventSourcedBehaviorTestKit<User.Command, User.Event, UserState> user =
            EventSourcedBehaviorTestKit.create(
                    ACTORS.system(),
                    UserEntity.create(
                            UserId.of(UUID.randomUUID()),
                            CLOCK,
                            ACTORS.<ClusterSharding.ShardCommand>createTestProbe()
                                    .ref()));

    @AfterAll
    static void shutDown() {
        ACTORS.shutdownTestKit();
    }

    @Test
    void whoComesByAnotherServiceIsVerifiedAndHasNoPassword() {
        assertThat(registerVerified()).isEqualTo(StatusReply.ack());
        assertThat(registerVerified()).isEqualTo(ErrorCode.CONFLICT.refusal());

        assertThat(this.<UserAccount.Credentials>ask(UserAccount.GetCredentials::new))
                .isEqualTo(StatusReply.success(new UserAccount.Credentials(null, true)));
    }

    @Test
    void theLastWayInStays() {
        registerVerified();
        link(GOOGLE);
        link(APPLE);

        assertThat(unlink(GOOGLE)).isEqualTo(StatusReply.ack());
        user.restart();

        assertThat(unlink(APPLE)).isEqualTo(ErrorCode.LAST_WAY_IN.refusal());
        assertThat(user.getState().linkedProviders()).containsExactly(APPLE);
    }

    @Test
    void whoHasAPasswordNeedsNoOtherService() {
        this.<Done>ask(replyTo -> new UserAccount.Register(SEALED, SEALED, SEALED, replyTo));
        link(GOOGLE);

        assertThat(unlink(GOOGLE)).isEqualTo(StatusReply.ack());
        assertThat(user.getState().linkedProviders()).isEmpty();
    }

    @Test
    void repeatingChangesNothing() {
        registerVerified();
        link(GOOGLE);
        link(GOOGLE);
        assertThat(unlink(APPLE)).isEqualTo(StatusReply.ack());

        assertThat(user.getState().linkedProviders()).containsExactly(GOOGLE);
    }

    private StatusReply<Done> registerVerified() {
        return ask(replyTo -> new UserAccount.RegisterVerified(SEALED, SEALED, replyTo));
    }

    private StatusReply<Done> link(IdentityProvider provider) {
        return ask(replyTo -> new UserIdentities.LinkProvider(provider, replyTo));
    }

    private StatusReply<Done> unlink(IdentityProvider provider) {
        return ask(replyTo -> new UserIdentities.UnlinkProvider(provider, replyTo));
    }

    private <T> StatusReply<T> ask(Function<ActorRef<StatusReply<T>>, User.Command> command) {
        return user.<StatusReply<T>>runCommand(command).reply();
    }
}

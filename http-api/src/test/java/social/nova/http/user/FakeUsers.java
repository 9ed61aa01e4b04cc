package social.nova.http.user;

import akka.actor.testkit.typed.javadsl.ActorTestKit;
import akka.actor.typed.ActorRef;
import akka.actor.typed.Behavior;
import akka.actor.typed.javadsl.Behaviors;
import akka.cluster.sharding.typed.testkit.javadsl.TestEntityRef;
import akka.pattern.StatusReply;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import social.nova.http.common.Admission;
import social.nova.http.common.Asks;
import social.nova.persistence.common.TestDatabase;
import social.nova.protocols.common.Answerable;
import social.nova.protocols.common.ErrorCode;
import social.nova.protocols.common.Sealed;
import social.nova.protocols.common.UserId;
import social.nova.protocols.user.User;
import social.nova.protocols.user.UserAccount;
import social.nova.protocols.user.UserIdentities;
import social.nova.protocols.user.UserKeys;
import social.nova.protocols.user.UserProfile;
import social.nova.protocols.user.UserSecondFactor;
import social.nova.protocols.user.UserSessions;

/// Users' entities without a journal: they decide as the real ones do, and remember what they were told.
public final class FakeUsers {
    public static final Instant REGISTERED_AT = Instant.parse("2025-01-15T08:30:00Z");

    private final ActorTestKit actors;
    private final Map<UserId, ActorRef<User.Command>> entities = new ConcurrentHashMap<>();
    private final List<User.Command> told = new CopyOnWriteArrayList<>();
    private final AtomicReference<@Nullable Sealed> passwordAfterLook = new AtomicReference<>();
    private final AtomicInteger voidBeforeRegistering = new AtomicInteger();
    private volatile boolean refusesRenewals;

    public FakeUsers(ActorTestKit actors) {
        this.actors = actors;
    }

    public Users users() {
        return new Users(
                id -> TestEntityRef.of(User.TYPE_KEY, id.value(), entity(id)),
                new Admission(100, TestDatabase.get().watch(), () -> false),
                new Asks(Duration.ofSeconds(2), new SimpleMeterRegistry()));
    }

    public ActorRef<User.Command> entity(UserId id) {
        return entities.computeIfAbsent(id, _ -> actors.spawn(new Entity().unregistered()));
    }

    /// Lets that many of the next registrations find their reservation voided by another.
    public void voidBeforeRegistering(int times) {
        voidBeforeRegistering.set(times);
    }

    /// Gives whoever is next asked for their credentials another password, once they have answered.
    public void changePasswordAfterLook(Sealed password) {
        passwordAfterLook.set(password);
    }

    /// From now on nobody's password gets another hash.
    public void refuseRenewals() {
        refusesRenewals = true;
    }

    /// Everything of this kind that any user was told.
    public <T extends User.Command> List<T> told(Class<T> kind) {
        return told.stream().filter(kind::isInstance).map(kind::cast).toList();
    }

    private final class Entity {
        private UserAccount.@Nullable Register account;
        private @Nullable Sealed passwordHash;
        private boolean voided;
        private boolean verified;
        private UserProfile.Details details = UserProfile.Details.NONE;
        private final List<String> sessions = new ArrayList<>();
        private long revision = 1;

        Behavior<User.Command> unregistered() {
            return Behaviors.receiveMessage(command -> {
                var plain = command instanceof User.Traced(var _, var traced) ? traced : command;
                told.add(plain);
                switch (plain) {
                    case User.Traced _ -> throw new AssertionError("Traced twice");
                    case User.Stop _ -> throw new AssertionError("Shards stop entities");
                    case UserAccount.Register register -> register(register);
                    case UserAccount.RegisterVerified register ->
                        throw new AssertionError("Needs the entity: " + register);
                    case UserIdentities.Command identity -> throw new AssertionError("Needs the entity: " + identity);
                    case UserAccount.VoidReservation voiding -> {
                        voided = account == null;
                        voiding.replyTo().tell(voided ? StatusReply.ack() : ErrorCode.CONFLICT.refusal());
                    }
                    case UserAccount.VerifyEmail verify -> {
                        verified = account != null;
                        verify.replyTo().tell(verified ? StatusReply.ack() : ErrorCode.USER_NOT_FOUND.refusal());
                    }
                    case UserAccount.Erase erase -> {
                        account = null;
                        voided = true;
                        erase.replyTo().tell(StatusReply.success(new UserSessions.Ended(List.copyOf(sessions))));
                        sessions.clear();
                    }
                    case UserAccount.GetCredentials get -> {
                        get.replyTo()
                                .tell(
                                        account == null
                                                ? ErrorCode.USER_NOT_FOUND.refusal()
                                                : StatusReply.success(
                                                        new UserAccount.Credentials(passwordHash, verified)));
                        passwordHash = Objects.requireNonNullElse(passwordAfterLook.getAndSet(null), passwordHash);
                    }
                    case UserAccount.TakeOver takeOver -> throw new AssertionError("Needs the entity: " + takeOver);
                    case UserAccount.ChangeEmail change -> change.refuse(ErrorCode.USER_NOT_FOUND);
                    case UserAccount.ChangePassword change -> change(change);
                    case UserAccount.RenewPasswordHash renew -> renew(renew);
                    case UserSessions.OpenSession open -> {
                        sessions.add(open.session());
                        open.replyTo().tell(StatusReply.success(new UserSessions.Ended(List.of())));
                    }
                    case UserSessions.Command other -> ((Answerable<?>) other).refuse(ErrorCode.USER_NOT_FOUND);
                    case UserSecondFactor.BeginChallenge begin ->
                        begin.replyTo().tell(StatusReply.success(new UserSecondFactor.Challenged(false)));
                    // Nobody here has one.
                    case UserSecondFactor.Command factor -> ((Answerable<?>) factor).refuse(ErrorCode.CONFLICT);
                    case UserProfile.GetProfile get -> answerProfile(get.replyTo());
                    case UserProfile.ChangeProfile change -> {
                        details = details.changedBy(change.given());
                        revision++;
                        answerProfile(change.replyTo());
                    }
                    case UserKeys.PutPublicKey put -> {
                        var key = new UserKeys.PublicKey(1, put.publicKey(), put.digest(), REGISTERED_AT);
                        put.replyTo()
                                .tell(account == null ? ErrorCode.USER_NOT_FOUND.refusal() : StatusReply.success(key));
                    }
                }
                return Behaviors.same();
            });
        }

        private void change(UserAccount.ChangePassword change) {
            if (account == null) {
                change.refuse(ErrorCode.USER_NOT_FOUND);
            } else if (!Objects.equals(passwordHash, change.current())) {
                change.refuse(ErrorCode.INVALID_CREDENTIALS);
            } else {
                passwordHash = change.passwordHash();
                change.replyTo().tell(StatusReply.success(new UserSessions.Ended(List.copyOf(sessions))));
                sessions.clear();
            }
        }

        private void renew(UserAccount.RenewPasswordHash renew) {
            if (refusesRenewals) {
                renew.refuse(ErrorCode.SERVICE_UNAVAILABLE);
            } else {
                passwordHash = renew.known().equals(passwordHash) ? renew.renewed() : passwordHash;
                renew.replyTo().tell(StatusReply.ack());
            }
        }

        private void answerProfile(ActorRef<StatusReply<UserProfile.Profile>> replyTo) {
            replyTo.tell(
                    account == null
                            ? ErrorCode.USER_NOT_FOUND.refusal()
                            : StatusReply.success(new UserProfile.Profile(
                                    account.email(), account.username(), details, REGISTERED_AT, false, revision)));
        }

        private void register(UserAccount.Register register) {
            if (voidBeforeRegistering.getAndUpdate(left -> Math.max(0, left - 1)) > 0) {
                voided = true;
            }
            if (voided || account != null) {
                register.replyTo().tell(ErrorCode.CONFLICT.refusal());
            } else {
                account = register;
                passwordHash = register.passwordHash();
                register.replyTo().tell(StatusReply.ack());
            }
        }
    }
}

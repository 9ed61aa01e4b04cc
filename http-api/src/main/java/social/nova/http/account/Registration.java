package social.nova.http.account;

import akka.Done;
import akka.actor.typed.ActorRef;
import akka.pattern.StatusReply;
import java.util.List;
import java.util.Locale;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import social.nova.http.user.Profiles;
import social.nova.persistence.account.AccountRepository;
import social.nova.persistence.account.AccountRepository.Holder;
import social.nova.persistence.account.AccountRepository.Reservation.Held;
import social.nova.persistence.account.AccountRepository.Reservation.Reserved;
import social.nova.persistence.user.DataKey;
import social.nova.persistence.user.PersonalField;
import social.nova.protocols.common.ErrorCode;
import social.nova.protocols.common.UserId;
import social.nova.protocols.user.UserAccount;

/// Makes accounts, so that an address or a name is never held twice and no crash on the way leaves half an account.
///
///     hash ─▶ reserve the row ─▶ make the data key ─▶ UserAccount.Register ─▶ show the profile ─▶ make the row firm ─▶
/// 201
///
/// Whoever dies on the way leaves a reservation. After a minute a newcomer may take it over: its entity is told to void
/// itself, which is persisted and fences a late writer, and then the row is given free. If the entity turns out to be
/// registered, the row is made firm instead, and the newcomer is refused. An answer that never came (503) may therefore
/// mean an account: who tries again meets it, or has it, a minute later.
public final class Registration {
    private static final int ATTEMPTS = 3;

    private final AccountRepository accounts;
    private final Profiles profiles;
    private final PasswordHashing hashing;
    private final Supplier<UUID> uuids;

    public Registration(AccountRepository accounts, Profiles profiles, PasswordHashing hashing, Supplier<UUID> uuids) {
        this.accounts = accounts;
        this.profiles = profiles;
        this.hashing = hashing;
        this.uuids = uuids;
    }

    /// Who has an account now.
    public record Registered(UserId user, String email, String username) {}

    /// What is wanted, in the form in which it is kept.
    ///
    /// @param passwordHash nothing for who comes by another service, which vouches for the address
    private record Application(
            String email, String username, @Nullable String passwordHash) {}

    /// Registers an account whose form was found right; fails with `EMAIL_TAKEN` or `USERNAME_TAKEN` if another has it.
    public CompletionStage<Registered> register(String email, String username, String password) {
        return hashing.hash(password)
                .thenCompose(
                        hash -> attempt(new Application(email.toLowerCase(Locale.ROOT), username, hash), ATTEMPTS));
    }

    /// The same for who comes by another service that vouches for the address: verified, and without a password.
    ///
    /// @param email for which [#takes] holds
    public CompletionStage<Registered> registerVerified(String email, String username) {
        return attempt(new Application(email.toLowerCase(Locale.ROOT), username, null), ATTEMPTS);
    }

    /// Gives the account of an address to who comes by another service that vouches for the address, if nobody has
    /// shown here that it is theirs: whoever registered it keeps no way in, neither a password nor a link.
    /// Changes nothing of an account whose address is verified.
    public CompletionStage<Done> takeOverUnverified(UserId user) {
        return accounts.voidLinks(user).thenCompose(_ -> profiles.users().ask(user, UserAccount.TakeOver::new));
    }

    /// Whether this can be the address of an account.
    public static boolean takes(String email) {
        return AccountRules.isEmail(email);
    }

    private CompletionStage<Registered> attempt(Application application, int attempts) {
        if (attempts == 0) {
            return failed(ErrorCode.CONFLICT);
        }
        var user = UserId.of(uuids.get());
        return accounts.reserve(user, application.email(), application.username())
                .thenCompose(outcome -> switch (outcome) {
                    case Reserved _ -> settle(user, application, attempts);
                    case Held(var holders)
                    when holders.stream().allMatch(Holder::mayBeTakenOver) ->
                        takeOver(holders).thenCompose(_ -> attempt(application, attempts - 1));
                    case Held(var holders) -> failed(taken(holders));
                });
    }

    private CompletionStage<Registered> settle(UserId user, Application application, int attempts) {
        return tellEntity(user, application)
                .thenCompose(_ -> profiles.show(user))
                .thenCompose(_ ->
                        application.passwordHash() == null ? accounts.makeFirmVerified(user) : accounts.makeFirm(user))
                .thenCompose(firm -> firm
                        ? CompletableFuture.completedStage(
                                new Registered(user, application.email(), application.username()))
                        : failed(ErrorCode.CONFLICT))
                .exceptionallyCompose(failure -> isConflict(failure)
                        ? abandon(user).thenCompose(_ -> attempt(application, attempts - 1))
                        : CompletableFuture.failedStage(failure));
    }

    private CompletionStage<Done> tellEntity(UserId user, Application application) {
        return profiles.keys()
                .create(user)
                .thenCompose(
                        key -> profiles.users().<Done>ask(user, replyTo -> command(user, key, application, replyTo)));
    }

    private static UserAccount.Command command(
            UserId user, DataKey key, Application application, ActorRef<StatusReply<Done>> replyTo) {
        var email = PersonalField.EMAIL.seal(key, user, application.email());
        var username = PersonalField.USERNAME.seal(key, user, application.username());
        var hash = application.passwordHash();
        return hash == null
                ? new UserAccount.RegisterVerified(email, username, replyTo)
                : new UserAccount.Register(email, username, PersonalField.PASSWORD_HASH.seal(key, user, hash), replyTo);
    }

    // One after the other: the newcomer is refused by the first holder that turns out to be alive.
    private CompletionStage<Done> takeOver(List<Holder> holders) {
        CompletionStage<Done> free = CompletableFuture.completedStage(Done.getInstance());
        for (var holder : holders) {
            free = free.thenCompose(_ -> takeOver(holder));
        }
        return free;
    }

    private CompletionStage<Done> takeOver(Holder holder) {
        return profiles.users()
                .<Done>ask(holder.user(), UserAccount.VoidReservation::new)
                .thenCompose(_ -> abandon(holder.user()))
                .exceptionallyCompose(failure -> isConflict(failure)
                        ? profiles.show(holder.user())
                                .thenCompose(_ -> accounts.makeFirm(holder.user()))
                                .thenCompose(_ -> failed(taken(List.of(holder))))
                        : CompletableFuture.failedStage(failure));
    }

    // What a voided reservation leaves behind. The row goes last: until then the next newcomer comes here again.
    private CompletionStage<Done> abandon(UserId user) {
        return profiles.keys()
                .destroy(user)
                .thenCompose(_ -> accounts.release(user))
                .thenApply(_ -> Done.getInstance());
    }

    private static boolean isConflict(Throwable failure) {
        return ErrorCode.of(failure).filter(ErrorCode.CONFLICT::equals).isPresent();
    }

    private static ErrorCode taken(List<Holder> holders) {
        var standing =
                holders.stream().filter(holder -> !holder.mayBeTakenOver()).toList();
        var inTheWay = standing.isEmpty() ? holders : standing;
        return inTheWay.stream().anyMatch(Holder::holdsEmail) ? ErrorCode.EMAIL_TAKEN : ErrorCode.USERNAME_TAKEN;
    }

    private static <T> CompletionStage<T> failed(ErrorCode code) {
        return CompletableFuture.failedStage(code.failure());
    }
}

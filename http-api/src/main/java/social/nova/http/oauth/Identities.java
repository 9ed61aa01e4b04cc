package social.nova.http.oauth;

import akka.Done;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.HexFormat;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import social.nova.http.account.OwnerProof;
import social.nova.http.account.Registration;
import social.nova.http.user.Users;
import social.nova.persistence.account.AccountRepository;
import social.nova.persistence.account.IdentityRepository;
import social.nova.persistence.account.IdentityRepository.Holder;
import social.nova.persistence.account.IdentityRepository.Identity;
import social.nova.protocols.common.ErrorCode;
import social.nova.protocols.common.UserId;
import social.nova.protocols.trace.Trace;
import social.nova.protocols.user.IdentityProvider;
import social.nova.protocols.user.UserAccount;
import social.nova.protocols.user.UserIdentities;

/// Whose an identity at another service is.
///
///     token ─▶ who ─▶ the row of that identity ─▶ its user
///                 └─▶ none: the proved address ─▶ its account, if verified here too ─▶ linked
///                                            ├──▶ its account, if not: taken over, verified ─▶ linked
///                                            └──▶ nobody's: a new account, verified ─▶ linked
///
/// An address that the service does not vouch for leads nowhere. Who registered one that is not verified here may
/// be somebody who waits for the owner to come, or keeps them out: they lose the account to the owner. A row is
/// written before the entity is told, and is what decides. Whoever dies in between leaves a row that is not noted:
/// the entity is told by the next who comes by it.
public final class Identities {
    private static final int ATTEMPTS = 20;
    private static final Duration PAUSE = Duration.ofMillis(150);
    private static final int HEX_BYTES = 4;
    private static final int MAX_STEM = 23;

    private final ProviderTokens tokens;
    private final IdentityRepository identities;
    private final AccountRepository accounts;
    private final Registration registration;
    private final Users users;
    private final SecureRandom random = new SecureRandom();

    public Identities(
            ProviderTokens tokens,
            IdentityRepository identities,
            AccountRepository accounts,
            Registration registration,
            Users users) {
        this.tokens = tokens;
        this.identities = identities;
        this.accounts = accounts;
        this.registration = registration;
        this.users = users;
    }

    /// Whose token this is, who may be new here. Fails with `EMAIL_NOT_VERIFIED` where there is no proved address to
    /// know them by, and with `CONFLICT` if that address is the account of somebody else at the same service.
    CompletionStage<UserId> authorize(IdentityProvider provider, String token, @Nullable String nonce) {
        return tokens.verify(provider, token, nonce)
                .thenCompose(who -> identities
                        .find(who.identity())
                        .thenCompose(known -> known.map(holder -> comeBack(who.identity(), holder))
                                .orElseGet(() -> who.provedEmail()
                                        .filter(Registration::takes)
                                        .map(email -> meet(who.identity(), email, ATTEMPTS))
                                        .orElseGet(() -> failed(ErrorCode.EMAIL_NOT_VERIFIED)))));
    }

    /// Whether a token proves that somebody is this user: it is fresh, and its identity has been theirs for a
    /// while. Who has just linked one of their own to another's account does not own that by it.
    public CompletionStage<Boolean> prove(UserId user, OwnerProof.ProviderToken shown) {
        return tokens.verifyFresh(shown.provider(), shown.token(), shown.nonce())
                .thenCompose(who -> identities.isSettled(who.identity(), user))
                .exceptionallyCompose(failure -> isOneOf(failure, ErrorCode.INVALID_TOKEN)
                        ? CompletableFuture.completedStage(false)
                        : CompletableFuture.failedStage(failure));
    }

    /// Links the token's identity to a user. Fails with `CONFLICT` if it is linked to another, or the user to another
    /// one of the same service.
    CompletionStage<Done> link(UserId user, IdentityProvider provider, String token, @Nullable String nonce) {
        return tokens.verify(provider, token, nonce).thenCompose(who -> link(user, who.identity()));
    }

    /// Fails with `LAST_WAY_IN` where the user could not come in any more. The entity is told first: it decides.
    CompletionStage<Done> unlink(UserId user, IdentityProvider provider) {
        return users.<Done>ask(user, replyTo -> new UserIdentities.UnlinkProvider(provider, replyTo))
                .thenCompose(_ -> identities.unlink(user, provider))
                .thenApply(_ -> Done.getInstance());
    }

    /// Since when a user may sign in by which service.
    CompletionStage<Map<IdentityProvider, Instant>> of(UserId user) {
        return identities.of(user);
    }

    private CompletionStage<UserId> comeBack(Identity identity, Holder holder) {
        return holder.noted()
                ? CompletableFuture.completedStage(holder.user())
                : tell(identity, holder.user()).thenApply(_ -> holder.user());
    }

    private CompletionStage<Done> link(UserId user, Identity identity) {
        return users.<UserAccount.Credentials>ask(user, UserAccount.GetCredentials::new)
                .thenCompose(_ -> identities.link(identity, user))
                .thenCompose(linked -> linked ? tell(identity, user) : failed(ErrorCode.CONFLICT));
    }

    private CompletionStage<Done> tell(Identity identity, UserId user) {
        return users.<Done>ask(user, replyTo -> new UserIdentities.LinkProvider(identity.provider(), replyTo))
                .thenCompose(_ -> identities.noted(identity, user))
                .thenCompose(there -> there
                        ? CompletableFuture.completedStage(Done.getInstance())
                        : takeBack(identity.provider(), user));
    }

    // Unlinked at this moment, the row is gone: the entity, which was told of it after that, must not count on it. If
    // it does by now, as the last way in, nobody has come in by it, and it stays so.
    private CompletionStage<Done> takeBack(IdentityProvider provider, UserId user) {
        return users.<Done>ask(user, replyTo -> new UserIdentities.UnlinkProvider(provider, replyTo))
                .exceptionallyCompose(failure -> isOneOf(failure, ErrorCode.LAST_WAY_IN)
                        ? CompletableFuture.completedStage(Done.getInstance())
                        : CompletableFuture.failedStage(failure))
                .thenCompose(_ -> failed(ErrorCode.CONFLICT));
    }

    private CompletionStage<UserId> meet(Identity identity, String email, int attempts) {
        if (attempts == 0) {
            return failed(ErrorCode.SERVICE_UNAVAILABLE);
        }
        // Only who is there: a reservation's entity, asked before it is told of its user, might miss that.
        return accounts.findFirm(email)
                .thenCompose(holder -> holder.map(user -> verified(user, email)).orElseGet(() -> register(email)))
                .thenCompose(user -> link(user, identity).thenApply(_ -> user))
                .exceptionallyCompose(failure -> isUnderWay(failure)
                        ? later(() -> meet(identity, email, attempts - 1))
                        : CompletableFuture.failedStage(failure));
    }

    // A mere reservation of the address is for the registration to take over, once it is old enough. Its entity is not
    // asked: it would stop, and lose the registration that is on its way to it.
    private CompletionStage<UserId> verified(UserId user, String email) {
        return accounts.exists(user).thenCompose(firm -> firm ? verified(user) : register(email));
    }

    private CompletionStage<UserId> verified(UserId user) {
        return users.<UserAccount.Credentials>ask(user, UserAccount.GetCredentials::new)
                .thenCompose(account -> account.emailVerified()
                        ? CompletableFuture.completedStage(user)
                        : registration.takeOverUnverified(user).thenApply(_ -> user));
    }

    private CompletionStage<UserId> register(String email) {
        return registration.registerVerified(email, nameFor(email)).thenApply(Registration.Registered::user);
    }

    /// What of an address may be in a username, and something that makes it free.
    private String nameFor(String email) {
        var plain = email.substring(0, email.indexOf('@'))
                .toLowerCase(Locale.ROOT)
                .replaceAll("[^a-z0-9_-]+", "_")
                .replaceAll("^[_-]+|[_-]+$", "");
        var stem = plain.isEmpty() ? "user" : plain.substring(0, Math.min(MAX_STEM, plain.length()));
        var hex = new byte[HEX_BYTES];
        random.nextBytes(hex);
        return stem + "_" + HexFormat.of().formatHex(hex);
    }

    // Another is being registered with the address at this moment, who may be the same one on another device.
    private static boolean isUnderWay(Throwable failure) {
        return isOneOf(failure, ErrorCode.EMAIL_TAKEN, ErrorCode.USERNAME_TAKEN);
    }

    private static boolean isOneOf(Throwable failure, ErrorCode... codes) {
        return ErrorCode.of(failure).filter(Set.of(codes)::contains).isPresent();
    }

    private static <T> CompletionStage<T> later(Supplier<CompletionStage<T>> again) {
        var then = CompletableFuture.delayedExecutor(PAUSE.toMillis(), TimeUnit.MILLISECONDS);
        return Trace.keeping(CompletableFuture.supplyAsync(again, then)).thenCompose(Function.identity());
    }

    private static <T> CompletionStage<T> failed(ErrorCode code) {
        return CompletableFuture.failedStage(code.failure());
    }
}

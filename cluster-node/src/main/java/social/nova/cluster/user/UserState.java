package social.nova.cluster.user;

import com.fasterxml.jackson.annotation.JsonTypeName;
import java.time.Instant;
import java.util.EnumSet;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import social.nova.protocols.common.Journaled;
import social.nova.protocols.common.Sealed;
import social.nova.protocols.user.IdentityProvider;
import social.nova.protocols.user.User.Event;
import social.nova.protocols.user.UserAccount;
import social.nova.protocols.user.UserAccount.EmailChanged;
import social.nova.protocols.user.UserAccount.EmailVerified;
import social.nova.protocols.user.UserAccount.Erased;
import social.nova.protocols.user.UserAccount.PasswordChanged;
import social.nova.protocols.user.UserAccount.PasswordHashRenewed;
import social.nova.protocols.user.UserAccount.Registered;
import social.nova.protocols.user.UserAccount.ReservationVoided;
import social.nova.protocols.user.UserAccount.TakenOver;
import social.nova.protocols.user.UserIdentities;
import social.nova.protocols.user.UserKeys;
import social.nova.protocols.user.UserKeys.PublicKey;
import social.nova.protocols.user.UserKeys.PublicKeyChanged;
import social.nova.protocols.user.UserProfile;
import social.nova.protocols.user.UserProfile.Details;
import social.nova.protocols.user.UserProfile.ProfileChanged;
import social.nova.protocols.user.UserSecondFactor;
import social.nova.protocols.user.UserSessions;

/// What a user's entity must remember to decide on its next command.
///
/// @param voided whether this id can never become a user, or was one and has been erased
/// @param account nothing until the user has registered
/// @param sessions oldest first, at most [Families#MAX]; kept by [Families]
/// @param details what the user tells of themselves
/// @param publicKey the newest one, if there is any
/// @param linkedProviders what the user may sign in with beside the password
/// @param secondFactor what makes a login take a code, too
@JsonTypeName("user.state")
record UserState(
        boolean voided,
        @Nullable Account account,
        List<Session> sessions,
        Details details,
        @Nullable PublicKey publicKey,
        SecondFactorState secondFactor,
        Set<IdentityProvider> linkedProviders)
        implements Journaled {
    static final UserState EMPTY =
            new UserState(false, null, List.of(), Details.NONE, null, SecondFactorState.EMPTY, Set.of());
    static final UserState VOIDED =
            new UserState(true, null, List.of(), Details.NONE, null, SecondFactorState.EMPTY, Set.of());

    UserState {
        // Older snapshots have none.
        details = Objects.requireNonNullElse(details, Details.NONE);
        secondFactor = Objects.requireNonNullElse(secondFactor, SecondFactorState.EMPTY);
        linkedProviders = Objects.requireNonNullElse(linkedProviders, Set.of());
    }

    /// @param passwordHash nothing for who has no password
    /// @param renewedFrom an earlier hash of the same password: somebody may be checking against that one still
    record Account(
            Sealed email,
            Sealed username,
            @Nullable Sealed passwordHash,
            boolean emailVerified,
            Instant createdAt,
            @Nullable Sealed renewedFrom) {

        Account verified() {
            return new Account(email, username, passwordHash, true, createdAt, renewedFrom);
        }

        Account takenOver() {
            return new Account(email, username, null, true, createdAt, null);
        }

        Account withEmail(Sealed verified) {
            return new Account(verified, username, passwordHash, true, createdAt, renewedFrom);
        }

        /// Whether the password is still the one that was checked, if one was.
        boolean stillHas(@Nullable Sealed checked) {
            return checked == null || passwordIs(checked);
        }

        /// Whether this is the password, by the hash it has or had; nothing for none.
        boolean passwordIs(@Nullable Sealed known) {
            return Objects.equals(known, passwordHash) || (known != null && known.equals(renewedFrom));
        }

        Account withPassword(Sealed hash) {
            return new Account(email, username, hash, emailVerified, createdAt, null);
        }

        Account withRenewedHash(Sealed hash) {
            return new Account(email, username, hash, emailVerified, createdAt, passwordHash);
        }
    }

    /// A token family: one login and what was refreshed from it.
    ///
    /// @param refreshTokenHash of the one refresh token that is not used yet
    /// @param refreshedAt nothing before the first refresh
    record Session(
            String id,
            String refreshTokenHash,
            Instant openedAt,
            Instant expiresAt,
            @Nullable Instant refreshedAt,
            @Nullable Sealed device) {

        UserSessions.LoginSession shown() {
            return new UserSessions.LoginSession(
                    id, openedAt, refreshedAt == null ? openedAt : refreshedAt, expiresAt, device);
        }
    }

    UserState on(Event event) {
        return switch (event) {
            case UserAccount.Event account -> on(account);
            case UserSessions.Event session ->
                new UserState(
                        voided,
                        account,
                        Families.on(sessions, session),
                        details,
                        publicKey,
                        secondFactor,
                        linkedProviders);
            case UserProfile.Event profile -> on(profile);
            case UserKeys.Event key -> on(key);
            case UserSecondFactor.Event factor -> with(secondFactor.on(factor));
            case UserIdentities.Event identity -> on(identity);
        };
    }

    private UserState on(UserAccount.Event event) {
        return switch (event) {
            case Registered(var email, var username, var passwordHash, var at) ->
                with(new Account(email, username, passwordHash, false, at, null));
            case ReservationVoided _, Erased _ -> VOIDED;
            case EmailVerified _ -> with(Account::verified);
            case TakenOver _ -> takenOver();
            case EmailChanged changed -> with(known -> known.withEmail(changed.email()));
            case PasswordChanged changed ->
                with(known -> known.withPassword(changed.passwordHash())).with(secondFactor.withoutChallenges());
            case PasswordHashRenewed renewed -> with(known -> known.withRenewedHash(renewed.passwordHash()));
        };
    }

    private UserState takenOver() {
        return new UserState(
                voided,
                registered().map(Account::takenOver).orElse(null),
                List.of(),
                details,
                publicKey,
                SecondFactorState.EMPTY,
                linkedProviders);
    }

    private UserState on(UserProfile.Event event) {
        return switch (event) {
            case ProfileChanged changed ->
                new UserState(voided, account, sessions, changed.details(), publicKey, secondFactor, linkedProviders);
        };
    }

    private UserState on(UserKeys.Event event) {
        return switch (event) {
            case PublicKeyChanged(var newest) ->
                new UserState(voided, account, sessions, details, newest, secondFactor, linkedProviders);
        };
    }

    private UserState on(UserIdentities.Event event) {
        var changed = EnumSet.noneOf(IdentityProvider.class);
        changed.addAll(linkedProviders);
        switch (event) {
            case UserIdentities.ProviderLinked linked -> changed.add(linked.provider());
            case UserIdentities.ProviderUnlinked unlinked -> changed.remove(unlinked.provider());
        }
        return new UserState(voided, account, sessions, details, publicKey, secondFactor, Set.copyOf(changed));
    }

    /// The account, if this id has registered.
    Optional<Account> registered() {
        return Optional.ofNullable(account);
    }

    /// Whether nothing was ever decided here: an id that somebody made up, or whose registration has not come yet.
    boolean isUntouched() {
        return account == null && !voided;
    }

    private UserState with(Account changed) {
        return new UserState(voided, changed, sessions, details, publicKey, secondFactor, linkedProviders);
    }

    private UserState with(SecondFactorState changed) {
        return new UserState(voided, account, sessions, details, publicKey, changed, linkedProviders);
    }

    private UserState with(UnaryOperator<Account> change) {
        return registered().map(change).map(this::with).orElse(this);
    }
}

package social.nova.persistence.user;

import akka.Done;
import akka.persistence.typed.PersistenceId;
import akka.projection.eventsourced.EventEnvelope;
import akka.projection.jdbc.javadsl.JdbcHandler;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import social.nova.persistence.account.RevokedSessions;
import social.nova.persistence.common.ProjectionSession;
import social.nova.persistence.mail.MailKind;
import social.nova.persistence.mail.Mails;
import social.nova.persistence.user.PublicKeyRepository.PublicKey;
import social.nova.protocols.common.UserId;
import social.nova.protocols.user.User;
import social.nova.protocols.user.UserAccount;
import social.nova.protocols.user.UserIdentities;
import social.nova.protocols.user.UserKeys;
import social.nova.protocols.user.UserProfile;
import social.nova.protocols.user.UserProfile.Details;
import social.nova.protocols.user.UserSecondFactor;
import social.nova.protocols.user.UserSessions;

/// Applies a group of users' events in one transaction with the projection's offset. What the request has written is
/// there already, so that usually nothing changes; of a person whose key was destroyed nothing is written.
///
/// What changes the ways into an account is told its owner by mail from here: whoever dies, the notice is not
/// lost.
final class UserProjectionHandler extends JdbcHandler<List<EventEnvelope<User.Event>>, ProjectionSession> {
    /// Whoever comes by another service for the first time need not be told of it.
    private static final Duration NEW_ACCOUNT = Duration.ofMinutes(1);

    private final DataKeys keys;

    UserProjectionHandler(DataKeys keys) {
        this.keys = keys;
    }

    @Override
    public void process(ProjectionSession session, List<EventEnvelope<User.Event>> envelopes) throws Exception {
        session.withConnection(connection -> {
            for (var envelope : envelopes) {
                var user = new UserId(PersistenceId.extractEntityId(envelope.persistenceId()));
                apply(connection, user, envelope.sequenceNr(), envelope.event());
            }
            return Done.getInstance();
        });
    }

    private void apply(Connection connection, UserId user, long revision, User.Event event) throws SQLException {
        switch (event) {
            case UserAccount.Registered registered -> show(connection, user, revision, registered);
            case UserProfile.ProfileChanged changed -> change(connection, user, revision, changed.details());
            case UserSessions.SessionsEnded ended ->
                RevokedSessions.insert(connection, ended.sessions(), ended.tokensUntil());
            case UserKeys.PublicKeyChanged(var added) -> addKey(connection, user, added);
            // Not shown to others.
            // Its tables are emptied by whoever erases; see Erasers.
            case UserAccount.Erased _ -> {}
            case UserAccount.ReservationVoided _,
                    UserAccount.EmailVerified _,
                    UserAccount.TakenOver _,
                    UserAccount.EmailChanged _,
                    UserAccount.PasswordHashRenewed _ -> {}
            case UserSessions.SessionOpened _, UserSessions.SessionRefreshed _ -> {}
            case UserAccount.PasswordChanged changed -> tell(connection, user, MailKind.PASSWORD_CHANGED, changed.at());
            case UserSecondFactor.Event factor -> tell(connection, user, factor);
            case UserIdentities.ProviderLinked linked ->
                Mails.tell(connection, user, MailKind.PROVIDER_LINKED, linked.at(), NEW_ACCOUNT);
            case UserIdentities.ProviderUnlinked unlinked ->
                tell(connection, user, MailKind.PROVIDER_UNLINKED, unlinked.at());
        }
    }

    private static void tell(Connection connection, UserId user, UserSecondFactor.Event event) throws SQLException {
        switch (event) {
            case UserSecondFactor.Enabled enabled ->
                tell(connection, user, MailKind.SECOND_FACTOR_ENABLED, enabled.at());
            case UserSecondFactor.Disabled disabled ->
                tell(connection, user, MailKind.SECOND_FACTOR_DISABLED, disabled.at());
            case UserSecondFactor.Offered _,
                    UserSecondFactor.BackupCodesRenewed _,
                    UserSecondFactor.ChallengeBegun _,
                    UserSecondFactor.ChallengePassed _,
                    UserSecondFactor.ChallengesEnded _,
                    UserSecondFactor.CodeRefused _ -> {}
        }
    }

    private static void tell(Connection connection, UserId user, MailKind kind, Instant at) throws SQLException {
        Mails.tell(connection, user, kind, at, Duration.ZERO);
    }

    private void show(Connection connection, UserId user, long revision, UserAccount.Registered registered)
            throws SQLException {
        var key = keys.find(connection, user);
        if (key.isPresent()) {
            var profile = new UserProfile.Profile(
                    registered.email(), registered.username(), Details.NONE, registered.at(), false, revision);
            ProfileRepository.write(connection, new ProfileOpening(key.get(), user).open(profile));
        }
    }

    private void addKey(Connection connection, UserId user, UserKeys.PublicKey added) throws SQLException {
        var key = keys.find(connection, user);
        if (key.isPresent()) {
            var text = PersonalField.PUBLIC_KEY.open(key.get(), user, added.content());
            PublicKeyRepository.write(connection, user, new PublicKey(added.number(), text, added.since()));
        }
    }

    // The row is there since the registration, unless the person is gone.
    private void change(Connection connection, UserId user, long revision, Details details) throws SQLException {
        var key = keys.find(connection, user);
        if (key.isPresent()) {
            ProfileRepository.change(connection, user, revision, new ProfileOpening(key.get(), user).open(details));
        }
    }
}

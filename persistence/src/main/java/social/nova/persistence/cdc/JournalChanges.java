package social.nova.persistence.cdc;

import akka.projection.eventsourced.EventEnvelope;
import java.time.Instant;
import social.nova.persistence.kafka.EventFormat;
import social.nova.protocols.common.Journaled;
import social.nova.protocols.conversation.Conversation;
import social.nova.protocols.conversation.ConversationMembers;
import social.nova.protocols.conversation.ConversationMessages;
import social.nova.protocols.conversation.ConversationReactions;
import social.nova.protocols.event.Envelope;
import social.nova.protocols.event.EventId;
import social.nova.protocols.event.JournalChange;
import social.nova.protocols.user.User;
import social.nova.protocols.user.UserAccount;
import social.nova.protocols.user.UserIdentities;
import social.nova.protocols.user.UserKeys;
import social.nova.protocols.user.UserProfile;
import social.nova.protocols.user.UserSecondFactor;
import social.nova.protocols.user.UserSessions;

/// What of a journal event may leave Nova: ids and kinds, nothing that somebody wrote and nothing sealed.
final class JournalChanges {
    private JournalChanges() {}

    static Envelope<JournalChange> of(EventEnvelope<Journaled> stored) {
        var change = change(stored.event());
        return new Envelope<>(
                EventId.of(stored.persistenceId(), Long.toString(stored.sequenceNr())),
                EventFormat.typeOf(change),
                stored.persistenceId(),
                stored.sequenceNr(),
                Instant.ofEpochMilli(stored.timestamp()),
                change);
    }

    private static JournalChange change(Journaled event) {
        return switch (event) {
            case Conversation.Event conversation -> change(conversation);
            case User.Event user -> change(user);
            default -> throw new IllegalArgumentException("Nobody said what of this may leave: " + event.getClass());
        };
    }

    private static JournalChange change(Conversation.Event event) {
        return switch (event) {
            case ConversationMembers.Event members -> change(members);
            case ConversationMessages.Event messages -> change(messages);
            case ConversationReactions.ReactionAdded added ->
                new JournalChange.ReactionAdded(added.sequenceNumber(), added.user());
            case ConversationReactions.ReactionsRemoved removed ->
                new JournalChange.ReactionsRemoved(removed.sequenceNumber(), removed.user());
        };
    }

    private static JournalChange change(ConversationMembers.Event event) {
        return switch (event) {
            case ConversationMembers.Opened opened ->
                new JournalChange.ConversationOpened(opened.type(), opened.creator(), opened.members());
            case ConversationMembers.Blocked blocked -> new JournalChange.ConversationBlocked(blocked.blocker());
            case ConversationMembers.Unblocked unblocked ->
                new JournalChange.ConversationUnblocked(unblocked.blocker());
            case ConversationMembers.MemberErased erased -> new JournalChange.MemberErased(erased.user());
            case ConversationMembers.MemberAdded added ->
                new JournalChange.MemberAdded(added.user(), added.role(), added.by());
            case ConversationMembers.MemberRemoved removed ->
                new JournalChange.MemberRemoved(removed.user(), removed.by(), removed.successor());
            case ConversationMembers.RoleChanged changed ->
                new JournalChange.RoleChanged(changed.user(), changed.role(), changed.by());
            case ConversationMembers.Renamed renamed ->
                new JournalChange.ConversationRenamed(renamed.name().by());
            case ConversationMembers.ReadMarked marked ->
                new JournalChange.ReadMarked(marked.user(), marked.sequenceNumber());
        };
    }

    private static JournalChange change(ConversationMessages.Event event) {
        return switch (event) {
            case ConversationMessages.MessageSent sent ->
                new JournalChange.MessageSent(
                        sent.id(),
                        sent.sequenceNumber(),
                        sent.sender(),
                        sent.body().encryption());
            case ConversationMessages.MessageEdited edited ->
                new JournalChange.MessageEdited(
                        edited.sequenceNumber(), edited.body().encryption());
            case ConversationMessages.MessageDeleted deleted ->
                new JournalChange.MessageDeleted(deleted.sequenceNumber(), deleted.by());
        };
    }

    private static JournalChange change(User.Event event) {
        return switch (event) {
            case UserAccount.Registered _ -> new JournalChange.UserRegistered();
            case UserAccount.ReservationVoided _ -> new JournalChange.ReservationVoided();
            case UserAccount.EmailVerified _ -> new JournalChange.EmailVerified();
            case UserAccount.TakenOver _ -> new JournalChange.TakenOver();
            case UserAccount.Erased _ -> new JournalChange.UserErased();
            case UserAccount.EmailChanged _ -> new JournalChange.EmailChanged();
            case UserAccount.PasswordChanged _ -> new JournalChange.PasswordChanged();
            case UserAccount.PasswordHashRenewed _ -> new JournalChange.PasswordHashRenewed();
            case UserSessions.SessionOpened _ -> new JournalChange.SessionOpened();
            case UserSessions.SessionRefreshed _ -> new JournalChange.SessionRefreshed();
            case UserSessions.SessionsEnded ended ->
                new JournalChange.SessionsEnded(ended.sessions().size());
            case UserProfile.ProfileChanged _ -> new JournalChange.ProfileChanged();
            case UserKeys.PublicKeyChanged _ -> new JournalChange.PublicKeyChanged();
            case UserSecondFactor.Event factor -> change(factor);
            case UserIdentities.ProviderLinked linked -> new JournalChange.ProviderLinked(linked.provider());
            case UserIdentities.ProviderUnlinked unlinked -> new JournalChange.ProviderUnlinked(unlinked.provider());
        };
    }

    private static JournalChange change(UserSecondFactor.Event event) {
        return switch (event) {
            case UserSecondFactor.Offered _ -> new JournalChange.SecondFactorOffered();
            case UserSecondFactor.Enabled _ -> new JournalChange.SecondFactorEnabled();
            case UserSecondFactor.Disabled _ -> new JournalChange.SecondFactorDisabled();
            case UserSecondFactor.BackupCodesRenewed _ -> new JournalChange.BackupCodesRenewed();
            case UserSecondFactor.ChallengeBegun _ -> new JournalChange.ChallengeBegun();
            case UserSecondFactor.ChallengePassed _ -> new JournalChange.ChallengePassed();
            case UserSecondFactor.ChallengesEnded _ -> new JournalChange.ChallengesEnded();
            case UserSecondFactor.CodeRefused _ -> new JournalChange.CodeRefused();
        };
    }
}

package social.nova.persistence.cdc;

import akka.projection.eventsourced.EventEnvelope;
import java.time.Instant;
import social.nova.persistence.kafka.EventFormat;
import social.nova.protocols.common.Journaled;
import social.nova.protocols.conversation.Conversation;
import social.nova.protocols.event.Envelope;
import social.nova.protocols.event.EventId;
import social.nova.protocols.event.JournalChange;
import social.nova.protocols.user.User;

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
            case Conversation.Opened opened ->
                new JournalChange.ConversationOpened(opened.type(), opened.creator(), opened.members());
            case Conversation.MessageSent sent ->
                new JournalChange.MessageSent(
                        sent.id(),
                        sent.sequenceNumber(),
                        sent.sender(),
                        sent.body().encryption());
        };
    }

    private static JournalChange change(User.Event event) {
        return switch (event) {
            case User.Registered _ -> new JournalChange.UserRegistered();
            case User.ReservationVoided _ -> new JournalChange.ReservationVoided();
            case User.EmailVerified _ -> new JournalChange.EmailVerified();
            case User.SessionOpened _ -> new JournalChange.SessionOpened();
        };
    }
}

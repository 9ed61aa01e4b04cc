package social.nova.persistence.conversation;

import akka.Done;
import akka.persistence.typed.PersistenceId;
import akka.projection.eventsourced.EventEnvelope;
import akka.projection.jdbc.javadsl.JdbcHandler;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import social.nova.persistence.common.ProjectionSession;
import social.nova.protocols.conversation.Conversation;
import social.nova.protocols.conversation.ConversationId;
import social.nova.protocols.conversation.ConversationMembers;
import social.nova.protocols.conversation.ConversationMessages;
import social.nova.protocols.conversation.ConversationMessages.MessageSent;
import social.nova.protocols.conversation.ConversationReactions;

/// Applies a group of conversation events in one transaction with the projection's offset.
final class MessageProjectionHandler extends JdbcHandler<List<EventEnvelope<Conversation.Event>>, ProjectionSession> {

    @Override
    public void process(ProjectionSession session, List<EventEnvelope<Conversation.Event>> envelopes) throws Exception {
        session.withConnection(connection -> {
            var progress = new HashMap<ConversationId, Long>();
            var sent = new ArrayList<Sent>();
            for (var envelope : envelopes) {
                var conversation = conversationOf(envelope);
                // A message's row says itself how far its table has come.
                if (envelope.event() instanceof MessageSent message) {
                    sent.add(new Sent(conversation, message));
                } else {
                    // What comes next may be about one of these.
                    insert(connection, sent);
                    apply(connection, conversation, envelope.event());
                    progress.put(conversation, envelope.event().revision());
                }
            }
            insert(connection, sent);
            Progress.advance(connection, progress);
            return Done.getInstance();
        });
    }

    private static void insert(Connection connection, List<Sent> sent) throws SQLException {
        if (!sent.isEmpty()) {
            MessageRepository.insert(connection, sent);
            WordRows.insert(connection, sent);
            sent.clear();
        }
    }

    private static void apply(Connection connection, ConversationId conversation, Conversation.Event event)
            throws SQLException {
        switch (event) {
            case ConversationMembers.Event change -> applyMembers(connection, conversation, change);
            case ConversationMessages.Event change -> {
                MessageRepository.apply(connection, conversation, change);
                WordRows.apply(connection, conversation, change);
            }
            case ConversationReactions.Event change -> ReactionRows.apply(connection, conversation, change);
        }
    }

    private static void applyMembers(
            Connection connection, ConversationId conversation, ConversationMembers.Event event) throws SQLException {
        switch (event) {
            case ConversationMembers.Opened opened ->
                MemberRepository.insert(connection, conversation, opened.members(), opened.revision());
            case ConversationMembers.ReadMarked marked ->
                MemberRepository.markRead(connection, conversation, marked.user(), marked.sequenceNumber());
            case ConversationMembers.MemberAdded added ->
                MemberRepository.insert(connection, conversation, List.of(added.user()), added.revision());
            case ConversationMembers.MemberRemoved removed ->
                MemberRepository.leave(connection, conversation, removed.user(), removed.revision());
            // The entity knows roles and names. Blocks and erasures decide on what may be sent, not on what is shown.
            case ConversationMembers.RoleChanged _,
                    ConversationMembers.Renamed _,
                    ConversationMembers.Blocked _,
                    ConversationMembers.Unblocked _,
                    ConversationMembers.MemberErased _ -> {}
        }
    }

    private static ConversationId conversationOf(EventEnvelope<?> envelope) {
        return new ConversationId(PersistenceId.extractEntityId(envelope.persistenceId()));
    }
}

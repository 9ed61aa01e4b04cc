package social.nova.persistence.conversation;

import akka.Done;
import akka.persistence.typed.PersistenceId;
import akka.projection.eventsourced.EventEnvelope;
import akka.projection.jdbc.javadsl.JdbcHandler;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import social.nova.persistence.common.ProjectionSession;
import social.nova.protocols.conversation.Conversation;
import social.nova.protocols.conversation.ConversationId;

/// Applies a group of conversation events in one transaction with the projection's offset.
final class MessageProjectionHandler extends JdbcHandler<List<EventEnvelope<Conversation.Event>>, ProjectionSession> {

    @Override
    public void process(ProjectionSession session, List<EventEnvelope<Conversation.Event>> envelopes) throws Exception {
        session.withConnection(connection -> {
            for (var envelope : envelopes) {
                apply(connection, conversationOf(envelope), envelope.event());
            }
            return Done.getInstance();
        });
    }

    private static void apply(Connection connection, ConversationId conversation, Conversation.Event event)
            throws SQLException {
        switch (event) {
            case Conversation.Opened opened ->
                MemberRepository.insert(connection, conversation, opened.members(), opened.revision());
            case Conversation.MessageSent sent -> MessageRepository.insert(connection, conversation, sent);
            // They decide on what may be sent, not on what is shown.
            case Conversation.Blocked _, Conversation.Unblocked _ -> {}
        }
    }

    private static ConversationId conversationOf(EventEnvelope<?> envelope) {
        return new ConversationId(PersistenceId.extractEntityId(envelope.persistenceId()));
    }
}

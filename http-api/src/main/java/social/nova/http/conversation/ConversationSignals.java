package social.nova.http.conversation;

import akka.Done;
import java.util.concurrent.CompletionStage;
import social.nova.protocols.common.UserId;
import social.nova.protocols.conversation.ConversationHubs;
import social.nova.protocols.conversation.ConversationId;
import social.nova.protocols.conversation.ConversationMembers;

/// Tells a conversation's entity what a client says of its user.
public record ConversationSignals(Conversations conversations) {
    /// @param upTo the sequence number up to which all is read
    public CompletionStage<Done> hasRead(UserId reader, ConversationId conversation, long upTo) {
        return conversations.ask(conversation, replyTo -> new ConversationMembers.MarkRead(reader, upTo, replyTo));
    }

    /// Shown to those who look just now.
    public CompletionStage<Done> types(UserId user, ConversationId conversation) {
        return conversations.ask(conversation, replyTo -> new ConversationHubs.ShowTyping(user, replyTo));
    }
}

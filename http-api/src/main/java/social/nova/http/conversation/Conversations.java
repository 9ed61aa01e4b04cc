package social.nova.http.conversation;

import akka.actor.typed.ActorRef;
import akka.cluster.sharding.typed.javadsl.EntityRef;
import akka.pattern.StatusReply;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;
import social.nova.http.common.Admission;
import social.nova.http.common.Asks;
import social.nova.protocols.common.ErrorCode;
import social.nova.protocols.common.UserId;
import social.nova.protocols.conversation.Conversation;
import social.nova.protocols.conversation.ConversationId;
import social.nova.protocols.conversation.ConversationIds;

/// The way to every conversation's entity.
///
/// @param ids tells invented ids, which wake no entity
/// @param admission bounds what is under way to one conversation
/// @param asks how it is asked, and for how long an answer is waited for
public record Conversations(
        ConversationIds ids,
        Function<ConversationId, EntityRef<Conversation.Command>> entities,
        Admission admission,
        Asks asks) {

    /// The one conversation of a pair, open or not.
    public ConversationId direct(UserId a, UserId b) {
        return ids.direct(a, b);
    }

    /// Asks the entity; a refusal fails the stage with its code. Commands of one thread arrive in their order.
    public <T> CompletionStage<T> ask(
            ConversationId id, Function<ActorRef<StatusReply<T>>, Conversation.Command> command) {
        if (!ids.isGenuine(id)) {
            return CompletableFuture.failedStage(ErrorCode.CONVERSATION_NOT_FOUND.failure());
        }
        return admission.admit(id.value(), () -> asks.ask(entities.apply(id), command, Conversation.Traced::new));
    }
}

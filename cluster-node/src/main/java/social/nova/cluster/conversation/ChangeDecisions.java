package social.nova.cluster.conversation;

import akka.Done;
import akka.persistence.typed.javadsl.ReplyEffect;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import social.nova.protocols.common.ErrorCode;
import social.nova.protocols.conversation.Conversation.Event;
import social.nova.protocols.conversation.ConversationMessages.Change;
import social.nova.protocols.conversation.ConversationMessages.MessageLookedUp;
import social.nova.protocols.conversation.ConversationMessages.Standing;
import social.nova.protocols.conversation.ConversationReactions;

/// Decides on changes of messages that are there: what the entity does not know of the message is looked up first, one
/// after the other, so that each lookup sees what was decided before it.
final class ChangeDecisions {
    private final Turn turn;
    private final LookupQueue<Change> awaitingLookup = new LookupQueue<>();

    ChangeDecisions(Turn turn) {
        this.turn = turn;
    }

    ReplyEffect<Event, ConversationState> on(ConversationState state, Change change) {
        if (!state.hasMember(change.by())) {
            return turn.turnAway(state, change);
        }
        if (!state.shows(change.by(), change.sequenceNumber())) {
            return turn.refuse(change, ErrorCode.MESSAGE_NOT_FOUND);
        }
        var known = known(state, change);
        if (awaitingLookup.isEmpty() && known.isPresent()) {
            return turn.carryOut(change, decide(state, change, known.get()));
        }
        if (awaitingLookup.isFull()) {
            return turn.refuse(change, ErrorCode.SERVICE_UNAVAILABLE);
        }
        if (awaitingLookup.add(change)) {
            lookUp(state, change);
        }
        return turn.nothing();
    }

    ReplyEffect<Event, ConversationState> onMessageLookedUp(ConversationState state, MessageLookedUp answer) {
        return awaitingLookup
                .ended(answer.lookup())
                .map(change ->
                        turn.carryOut(change, decide(state, change, answer), _ -> Done.getInstance(), this::lookUpNext))
                .orElseGet(turn::nothing);
    }

    /// To be called once what was decided is durable, so that the lookup sees it, and after a recovery: the answer to
    /// the lookup under way may have been dropped in the meantime.
    void lookUpNext(ConversationState state) {
        var next = awaitingLookup.first();
        if (next != null) {
            lookUp(state, next);
        }
    }

    private void lookUp(ConversationState state, Change change) {
        var lookup = awaitingLookup.begin();
        turn.context()
                .pipeToSelf(
                        found(state, change),
                        (found, failure) -> failure == null
                                ? new MessageLookedUp(lookup, found.orElse(null), false)
                                : new MessageLookedUp(lookup, null, true));
    }

    private CompletionStage<Optional<Standing>> found(ConversationState state, Change change) {
        var known = known(state, change);
        return known.isPresent()
                ? CompletableFuture.completedStage(known)
                : turn.surroundings().messages().find(turn.id(), change.sequenceNumber(), state.revision());
    }

    // The entity remembers its newest messages, but not the reactions to them.
    private static Optional<Standing> known(ConversationState state, Change change) {
        return change instanceof ConversationReactions.Command
                ? Optional.empty()
                : state.message(change.sequenceNumber()).map(message -> new Standing(message, List.of()));
    }

    private Decision decide(ConversationState state, Change change, MessageLookedUp answer) {
        if (answer.failed()) {
            return new Decision.Refused(ErrorCode.DATABASE_ERROR);
        }
        return answer.found() == null
                ? new Decision.Refused(ErrorCode.MESSAGE_NOT_FOUND)
                : decide(state, change, answer.found());
    }

    // Once more what was asked before the lookup: its asker may have been removed in the meantime.
    private Decision decide(ConversationState state, Change change, Standing standing) {
        return state.hasMember(change.by())
                ? ChangeRules.decide(state, change, standing, turn.now())
                : new Decision.Refused(ErrorCode.NOT_CONVERSATION_MEMBER);
    }
}

package social.nova.cluster.conversation;

import akka.pattern.StatusReply;
import akka.persistence.typed.javadsl.ReplyEffect;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;
import social.nova.protocols.common.ErrorCode;
import social.nova.protocols.conversation.Conversation.Event;
import social.nova.protocols.conversation.ConversationMessages;
import social.nova.protocols.conversation.ConversationMessages.IdempotencyKey;
import social.nova.protocols.conversation.ConversationMessages.MessageSent;
import social.nova.protocols.conversation.ConversationMessages.Receipt;
import social.nova.protocols.conversation.ConversationMessages.Remembered;
import social.nova.protocols.conversation.ConversationMessages.SendMessage;

/// Decides on new messages: numbers them in the order they came, each key once.
final class SendDecisions {
    private final Turn turn;
    private final LookupQueue<SendMessage> awaitingLookup = new LookupQueue<>();

    SendDecisions(Turn turn) {
        this.turn = turn;
    }

    ReplyEffect<Event, ConversationState> onSendMessage(ConversationState state, SendMessage send) {
        if (!state.hasMember(send.sender())) {
            return turn.turnAway(state, send);
        }
        if (!awaitingLookup.isEmpty() || mustLookUp(state, send.key())) {
            return enqueue(state, send);
        }
        var earlier = remembered(state, send.key());
        return earlier.isPresent() ? answerAgain(send, earlier.get()) : accept(state, send);
    }

    // Here, not where it arrives: what was sent before is answered again, and what waited for a lookup came too late.
    private ReplyEffect<Event, ConversationState> accept(ConversationState state, SendMessage send) {
        if (!state.hasMember(send.sender())) {
            return turn.turnAway(state, send);
        }
        var silenced = state.silence().refusal();
        if (silenced.isPresent()) {
            return turn.refuse(send, silenced.get());
        }
        if (send.repliesTo() != 0 && !state.shows(send.sender(), send.repliesTo())) {
            return turn.refuse(send, ErrorCode.MESSAGE_NOT_FOUND);
        }
        var sequenceNumber = state.lastSequenceNumber() + 1;
        var sent = new MessageSent(
                state.nextRevision(),
                turn.surroundings().ids().message(turn.id(), sequenceNumber),
                sequenceNumber,
                send.sender(),
                send.body(),
                send.key(),
                turn.now(),
                send.repliesTo(),
                send.mentions().stream().filter(state::hasMember).toList(),
                send.words());
        turn.intake().writing(send);
        return turn.effects()
                .persist(sent)
                .thenRun((ConversationState after) -> turn.telling().tell(after, sent))
                .thenReply(send.replyTo(), _ -> StatusReply.success(new Receipt(sent.id(), sequenceNumber)));
    }

    private ReplyEffect<Event, ConversationState> answerAgain(SendMessage send, Remembered earlier) {
        var key = send.key();
        if (key == null || !key.body().equals(earlier.body())) {
            return turn.refuse(send, ErrorCode.CONFLICT);
        }
        var id = turn.surroundings().ids().message(turn.id(), earlier.sequenceNumber());
        return turn.answer(send, new Receipt(id, earlier.sequenceNumber()));
    }

    // --- Keys that only the table knows ---

    private boolean mustLookUp(ConversationState state, @Nullable IdempotencyKey key) {
        var now = turn.now();
        var keys = state.keys();
        return key != null && keys.remembered(key, now).isEmpty() && keys.mayHaveForgotten(key, now);
    }

    private ReplyEffect<Event, ConversationState> enqueue(ConversationState state, SendMessage send) {
        if (awaitingLookup.isFull()) {
            return turn.refuse(send, ErrorCode.SERVICE_UNAVAILABLE);
        }
        if (awaitingLookup.add(send)) {
            lookUp(state, send.key());
        }
        return turn.nothing();
    }

    // What is remembered now is answered now: the message accepted in between may push it out of memory.
    private void lookUp(ConversationState state, @Nullable IdempotencyKey key) {
        var lookup = awaitingLookup.begin();
        var found = key == null || !mustLookUp(state, key)
                ? CompletableFuture.completedStage(remembered(state, key))
                : turn.surroundings()
                        .keys()
                        .find(
                                turn.id(),
                                key.key(),
                                state.rememberedFrom(),
                                turn.now().minus(RememberedKeys.KEPT));
        turn.context()
                .pipeToSelf(
                        found,
                        (earlier, failure) -> failure == null
                                ? new ConversationMessages.KeyLookedUp(lookup, earlier.orElse(null), false)
                                : new ConversationMessages.KeyLookedUp(lookup, null, true));
    }

    ReplyEffect<Event, ConversationState> onKeyLookedUp(
            ConversationState state, ConversationMessages.KeyLookedUp found) {
        var send = awaitingLookup.ended(found.lookup());
        if (send.isEmpty()) {
            return turn.nothing();
        }
        var effect = decide(state, send.get(), found);
        lookUpNext(state);
        return effect;
    }

    /// To be called after a recovery: the answer to the lookup under way may have been dropped in the meantime.
    void lookUpNext(ConversationState state) {
        var next = awaitingLookup.first();
        if (next != null) {
            lookUp(state, next.key());
        }
    }

    private Optional<Remembered> remembered(ConversationState state, @Nullable IdempotencyKey key) {
        return key == null ? Optional.empty() : state.keys().remembered(key, turn.now());
    }

    private ReplyEffect<Event, ConversationState> decide(
            ConversationState state, SendMessage send, ConversationMessages.KeyLookedUp found) {
        if (found.failed()) {
            return turn.refuse(send, ErrorCode.DATABASE_ERROR);
        }
        var earlier = Optional.ofNullable(found.earlier()).or(() -> remembered(state, send.key()));
        return earlier.isPresent() ? answerAgain(send, earlier.get()) : accept(state, send);
    }
}

package social.nova.cluster.conversation;

import akka.Done;
import akka.persistence.typed.javadsl.ReplyEffect;
import java.util.List;
import social.nova.protocols.common.UserId;
import social.nova.protocols.conversation.Conversation.Event;
import social.nova.protocols.conversation.ConversationHubs;

/// Answers the hubs of a conversation. Who they are is not persisted: they say so every few seconds.
record HubDecisions(Turn turn, ChangeTail changeTail) {

    ReplyEffect<Event, ConversationState> on(ConversationState state, ConversationHubs.Command command) {
        return switch (command) {
            case ConversationHubs.Subscribe(var hub, var viewed) -> {
                if (state.isOpen()) {
                    turn.telling().subscribe(hub, viewed);
                    hub.tell(new ConversationHubs.Subscribed(
                            state.revision(), state.isLarge(), viewed ? present(state) : List.of()));
                } else {
                    turn.passivate().run();
                }
                yield turn.nothing();
            }
            case ConversationHubs.Unsubscribe(var hub) -> {
                turn.telling().unsubscribe(hub);
                yield turn.nothing();
            }
            case ConversationHubs.ShowTyping typing -> onShowTyping(state, typing);
            case ConversationHubs.GetAll get ->
                state.isOpen()
                        ? turn.answer(get, changeTail.all(state, get.after(), get.limit()))
                        : turn.turnAway(state, get);
        };
    }

    private ReplyEffect<Event, ConversationState> onShowTyping(
            ConversationState state, ConversationHubs.ShowTyping typing) {
        if (!state.hasMember(typing.user())) {
            return turn.turnAway(state, typing);
        }
        var silenced = state.silence().refusal();
        if (silenced.isPresent()) {
            return turn.refuse(typing, silenced.get());
        }
        turn.telling().showTyping(state, typing.user());
        return turn.answer(typing, Done.getInstance());
    }

    private static List<UserId> present(ConversationState state) {
        return state.roster().size() > ConversationHubs.PRESENCE_UP_TO ? List.of() : state.members();
    }
}

package social.nova.cluster.conversation;

import java.time.Instant;
import java.util.List;
import social.nova.protocols.common.ErrorCode;
import social.nova.protocols.conversation.Conversation.Event;
import social.nova.protocols.conversation.Conversation.Message;
import social.nova.protocols.conversation.ConversationMessages.Change;
import social.nova.protocols.conversation.ConversationMessages.DeleteMessage;
import social.nova.protocols.conversation.ConversationMessages.EditMessage;
import social.nova.protocols.conversation.ConversationMessages.MessageDeleted;
import social.nova.protocols.conversation.ConversationMessages.MessageEdited;
import social.nova.protocols.conversation.ConversationMessages.Standing;
import social.nova.protocols.conversation.ConversationReactions;
import social.nova.protocols.conversation.ConversationReactions.AddReaction;
import social.nova.protocols.conversation.ConversationReactions.Reaction;
import social.nova.protocols.conversation.ConversationReactions.ReactionAdded;
import social.nova.protocols.conversation.ConversationReactions.ReactionsRemoved;
import social.nova.protocols.conversation.ConversationReactions.RemoveReaction;

/// The rules of what members may do with a message that is there. Whoever asks is one.
final class ChangeRules {
    private ChangeRules() {}

    static Decision decide(ConversationState state, Change change, Standing standing, Instant now) {
        var message = standing.message();
        return switch (change) {
            case EditMessage edit -> edit(state, edit, message, now);
            case DeleteMessage delete -> delete(state, delete, message, now);
            case AddReaction add -> add(state, add, standing, now);
            case RemoveReaction remove -> remove(state, remove, standing, now);
        };
    }

    private static Decision edit(ConversationState state, EditMessage edit, Message message, Instant now) {
        if (message.isDeleted()) {
            return refused(ErrorCode.MESSAGE_NOT_FOUND);
        }
        if (!message.sender().equals(edit.by()) || state.silence().isByBlock()) {
            return refused(ErrorCode.FORBIDDEN);
        }
        // Sealing never gives the same twice: this is the same command, told again.
        return edit.body().equals(message.body())
                ? new Decision.IsSo()
                : happens(new MessageEdited(
                        state.nextRevision(), edit.sequenceNumber(), edit.body(), now, edit.by(), edit.words()));
    }

    private static Decision delete(ConversationState state, DeleteMessage delete, Message message, Instant now) {
        if (!message.sender().equals(delete.by()) && !state.isLedBy(delete.by())) {
            return refused(ErrorCode.FORBIDDEN);
        }
        return message.isDeleted()
                ? new Decision.IsSo()
                : happens(new MessageDeleted(state.nextRevision(), delete.sequenceNumber(), delete.by(), now));
    }

    private static Decision add(ConversationState state, AddReaction add, Standing standing, Instant now) {
        if (standing.message().isDeleted()) {
            return refused(ErrorCode.MESSAGE_NOT_FOUND);
        }
        if (state.silence().isByBlock()) {
            return refused(ErrorCode.FORBIDDEN);
        }
        if (standing.reactions().contains(new Reaction(add.by(), add.emoji()))) {
            return new Decision.IsSo();
        }
        return of(standing, add).size() >= ConversationReactions.MAX_PER_MEMBER
                ? refused(ErrorCode.CONFLICT)
                : happens(new ReactionAdded(state.nextRevision(), add.sequenceNumber(), add.by(), add.emoji(), now));
    }

    private static Decision remove(ConversationState state, RemoveReaction remove, Standing standing, Instant now) {
        var emojis = of(standing, remove).stream()
                .filter(emoji -> remove.emoji() == null || remove.emoji().equals(emoji))
                .toList();
        return emojis.isEmpty()
                ? new Decision.IsSo()
                : happens(
                        new ReactionsRemoved(state.nextRevision(), remove.sequenceNumber(), remove.by(), emojis, now));
    }

    private static List<String> of(Standing standing, Change change) {
        return standing.reactions().stream()
                .filter(reaction -> reaction.user().equals(change.by()))
                .map(Reaction::emoji)
                .toList();
    }

    private static Decision happens(Event event) {
        return new Decision.Happens(event);
    }

    private static Decision refused(ErrorCode code) {
        return new Decision.Refused(code);
    }
}

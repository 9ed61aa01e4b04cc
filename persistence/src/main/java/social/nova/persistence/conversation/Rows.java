package social.nova.persistence.conversation;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.LongPredicate;
import java.util.function.UnaryOperator;
import social.nova.protocols.conversation.Conversation;
import social.nova.protocols.conversation.Conversation.Message;
import social.nova.protocols.conversation.ConversationMembers;
import social.nova.protocols.conversation.ConversationMessages;
import social.nova.protocols.conversation.ConversationMessages.MessageDeleted;
import social.nova.protocols.conversation.ConversationMessages.MessageEdited;
import social.nova.protocols.conversation.ConversationMessages.MessageSent;
import social.nova.protocols.conversation.ConversationMessages.Standing;
import social.nova.protocols.conversation.ConversationReactions;
import social.nova.protocols.conversation.ConversationReactions.Reaction;
import social.nova.protocols.conversation.ConversationReactions.ReactionAdded;
import social.nova.protocols.conversation.ConversationReactions.ReactionsRemoved;

/// Messages of one conversation as the tables had them at one moment.
///
/// @param projected every change up to this revision is in the tables, and none after it
/// @param rows ascending
record Rows(long projected, List<Row> rows) {

    /// @param reactions in the order they came, as far as they were asked for
    record Row(Message message, List<Reaction> reactions) {}

    List<Message> messages() {
        return rows.stream().map(Row::message).toList();
    }

    /// What becomes of the messages of a range by the changes that the tables do not have yet.
    Overlay overlaid(long from, long to) {
        return new Overlay(this, number -> from <= number && number <= to);
    }

    /// The same for single ones.
    Overlay overlaid(Set<Long> numbers) {
        return new Overlay(this, numbers::contains);
    }

    /// Changes laid over rows, one after the other. One that is in them already changes nothing more.
    static final class Overlay {
        private final LongPredicate wanted;
        private final TreeMap<Long, Message> messages = new TreeMap<>();
        private final HashMap<Long, LinkedHashSet<Reaction>> reactions = new HashMap<>();

        private Overlay(Rows rows, LongPredicate wanted) {
            this.wanted = wanted;
            for (var row : rows.rows()) {
                var sequenceNumber = row.message().sequenceNumber();
                messages.put(sequenceNumber, row.message());
                reactions.put(sequenceNumber, new LinkedHashSet<>(row.reactions()));
            }
        }

        Overlay on(Conversation.Event event) {
            switch (event) {
                case ConversationMessages.Event change -> onMessages(change);
                case ConversationReactions.Event change -> onReactions(change);
                case ConversationMembers.Event _ -> {}
            }
            return this;
        }

        /// Ascending.
        List<Message> messages() {
            return new ArrayList<>(messages.values());
        }

        /// Ascending.
        List<Standing> standings() {
            return messages.values().stream()
                    .map(message -> new Standing(message, List.copyOf(reactionsTo(message.sequenceNumber()))))
                    .toList();
        }

        private void onMessages(ConversationMessages.Event event) {
            switch (event) {
                case MessageSent sent -> {
                    if (wanted.test(sent.sequenceNumber())) {
                        messages.putIfAbsent(sent.sequenceNumber(), sent.message());
                    }
                }
                case MessageEdited edited ->
                    change(
                            edited.sequenceNumber(),
                            edited.revision(),
                            message -> message.edited(edited.revision(), edited.body(), edited.at()));
                case MessageDeleted deleted -> {
                    change(
                            deleted.sequenceNumber(),
                            deleted.revision(),
                            message -> message.deleted(deleted.revision(), deleted.at()));
                    reactionsTo(deleted.sequenceNumber()).clear();
                }
            }
        }

        private void onReactions(ConversationReactions.Event event) {
            switch (event) {
                case ReactionAdded added ->
                    reactionsTo(added.sequenceNumber()).add(new Reaction(added.user(), added.emoji()));
                case ReactionsRemoved removed ->
                    removed.emojis()
                            .forEach(emoji ->
                                    reactionsTo(removed.sequenceNumber()).remove(new Reaction(removed.user(), emoji)));
            }
        }

        private void change(long sequenceNumber, long revision, UnaryOperator<Message> change) {
            messages.computeIfPresent(
                    sequenceNumber, (_, message) -> message.revision() < revision ? change.apply(message) : message);
        }

        private Set<Reaction> reactionsTo(long sequenceNumber) {
            return reactions.computeIfAbsent(sequenceNumber, _ -> new LinkedHashSet<>());
        }
    }
}

package social.nova.http.conversation;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.stream.Collectors;
import social.nova.protocols.common.UserId;
import social.nova.protocols.conversation.ConversationReactions.Reaction;
import social.nova.protocols.conversation.MessageId;

/// The reactions to a message, one entry for each emoji, in the order in which they first came.
record ReactionsView(String messageId, List<OfEmoji> reactions) {

    /// @param userIds whose reaction it is, in the order they came
    /// @param userReacted whether the viewer is among them
    record OfEmoji(String emoji, int count, List<String> userIds, boolean userReacted) {
        private static OfEmoji of(String emoji, List<Reaction> reactions, UserId viewer) {
            return new OfEmoji(
                    emoji,
                    reactions.size(),
                    reactions.stream().map(reaction -> reaction.user().value()).toList(),
                    reactions.stream().anyMatch(reaction -> reaction.user().equals(viewer)));
        }
    }

    static ReactionsView of(MessageId message, UserId viewer, List<Reaction> reactions) {
        var byEmoji = reactions.stream()
                .collect(Collectors.groupingBy(Reaction::emoji, LinkedHashMap::new, Collectors.toList()));
        return new ReactionsView(
                message.value(),
                byEmoji.entrySet().stream()
                        .map(entry -> OfEmoji.of(entry.getKey(), entry.getValue(), viewer))
                        .toList());
    }
}

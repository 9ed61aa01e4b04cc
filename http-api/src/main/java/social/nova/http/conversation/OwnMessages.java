package social.nova.http.conversation;

import akka.NotUsed;
import akka.japi.Pair;
import akka.stream.javadsl.Source;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import java.util.function.BiFunction;
import social.nova.persistence.conversation.ConversationHistory;
import social.nova.persistence.conversation.MemberRepository;
import social.nova.persistence.user.DataKeys;
import social.nova.protocols.common.UserId;
import social.nova.protocols.conversation.Conversation.Message;
import social.nova.protocols.conversation.ConversationIds;
import social.nova.protocols.conversation.ConversationMessages.Standing;
import social.nova.protocols.conversation.ConversationReactions.Reaction;

/// What in conversations is a user's own, whether they may still read them or not: out of the history alone, since an
/// entity tells members only.
public final class OwnMessages {
    private static final int PAGE = 100;

    private final ConversationHistory history;
    private final ConversationIds ids;
    private final DataKeys keys;

    public OwnMessages(ConversationHistory history, ConversationIds ids, DataKeys keys) {
        this.history = history;
        this.ids = ids;
        this.keys = keys;
    }

    record OwnReaction(String messageId, String conversationId, String emoji) {}

    /// What they sent there, ascending, as it stood at that revision or later.
    Source<MessageView, NotUsed> sent(UserId user, MemberRepository.Standing in) {
        return pages((from, to) -> history.range(in.conversation(), from, to, in.knownHead()))
                .map(page -> page.stream()
                        .filter(message -> message.sender().equals(user))
                        .toList())
                .mapAsync(1, messages -> shown(user, in, messages))
                .mapConcat(page -> page);
    }

    /// With what they reacted there.
    Source<OwnReaction, NotUsed> reactions(UserId user, MemberRepository.Standing in) {
        return pages((from, to) -> history.standings(in.conversation(), from, to, in.knownHead()))
                .mapConcat(page -> page)
                .mapConcat(standing -> reactions(user, in, standing));
    }

    private CompletionStage<List<MessageView>> shown(
            UserId user, MemberRepository.Standing in, List<Message> messages) {
        return keys.of(Set.of(user))
                .thenApply(found -> messages.stream()
                        .map(message -> MessageView.of(found, ids, in.conversation(), message))
                        .toList());
    }

    private static List<OwnReaction> reactions(UserId user, MemberRepository.Standing in, Standing standing) {
        return standing.reactions().stream()
                .filter(reaction -> reaction.user().equals(user))
                .map(Reaction::emoji)
                .map(emoji -> new OwnReaction(
                        standing.message().id().value(), in.conversation().value(), emoji))
                .toList();
    }

    // Numbers have no gap: behind an empty page there is nothing.
    private static <T> Source<List<T>, NotUsed> pages(BiFunction<Long, Long, CompletionStage<List<T>>> read) {
        return Source.unfoldAsync(
                1L,
                from -> read.apply(from, from + PAGE - 1)
                        .thenApply(page -> page.isEmpty()
                                ? Optional.<Pair<Long, List<T>>>empty()
                                : Optional.of(Pair.create(from + PAGE, page))));
    }
}

package social.nova.http.conversation;

import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.random.RandomGenerator;
import java.util.stream.Stream;
import social.nova.http.graph.Visibility;
import social.nova.persistence.conversation.MemberRepository;
import social.nova.persistence.user.DataKeys;
import social.nova.protocols.common.ErrorCode;
import social.nova.protocols.common.UserId;
import social.nova.protocols.conversation.Conversation.ConversationType;
import social.nova.protocols.conversation.Conversation.Overview;
import social.nova.protocols.conversation.ConversationId;
import social.nova.protocols.conversation.ConversationMembers;

/// Opens conversations. Nobody who is hidden from the one who opens it comes into one that way.
public final class ConversationOpening {
    private final Conversations conversations;
    private final MemberRepository members;
    private final Visibility visibility;
    private final DataKeys keys;
    private final RandomGenerator random;

    /// @param random makes the ids of groups
    public ConversationOpening(
            Conversations conversations,
            MemberRepository members,
            Visibility visibility,
            DataKeys keys,
            RandomGenerator random) {
        this.conversations = conversations;
        this.members = members;
        this.visibility = visibility;
        this.keys = keys;
        this.random = random;
    }

    record Opened(ConversationId id, Overview overview) {}

    /// The one conversation of the caller with another.
    CompletionStage<Opened> direct(UserId caller, UserId other) {
        var id = conversations.direct(caller, other);
        var pair = List.of(caller, other);
        return visibility
                .require(Optional.of(caller), other, Visibility.Thing.PROFILE)
                .thenCompose(_ ->
                        conversations.<Overview>ask(id, replyTo -> new ConversationMembers.Open(caller, pair, replyTo)))
                .thenCompose(overview -> listed(id, pair, overview));
    }

    /// A new group that the caller owns.
    ///
    /// @param others without the caller, each once
    CompletionStage<Opened> group(UserId caller, String name, List<UserId> others) {
        var id = conversations.ids().group(random);
        var all = Stream.concat(Stream.of(caller), others.stream()).toList();
        return visibility
                .visible(Optional.of(caller), others, Visibility.Thing.PROFILE)
                .thenCompose(visible -> visible.keySet().containsAll(others)
                        ? keys.of(caller)
                        : CompletableFuture.failedStage(ErrorCode.USER_NOT_FOUND.failure()))
                .thenApply(key -> MessageSealing.sealName(key, id, caller, name))
                .thenCompose(groupName -> conversations.<Overview>ask(
                        id,
                        replyTo ->
                                new ConversationMembers.Open(ConversationType.GROUP, groupName, caller, all, replyTo)))
                .thenCompose(overview -> listed(id, all, overview));
    }

    // Sync finds the conversation in this table: it must be there before anybody knows of the conversation.
    private CompletionStage<Opened> listed(ConversationId id, List<UserId> first, Overview overview) {
        return members.add(id, first, overview.joined()).thenApply(_ -> new Opened(id, overview));
    }
}

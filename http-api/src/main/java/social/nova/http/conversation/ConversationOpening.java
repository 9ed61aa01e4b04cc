package social.nova.http.conversation;

import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.random.RandomGenerator;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import social.nova.http.common.Errors;
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
    // Only direct conversations may hear of something, a block, before they are opened.
    private static final long OPENING_OF_A_GROUP = 1;

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
                .thenCompose(overview -> listed(id, pair, overview.joined(), overview));
    }

    /// A group as its creator wants it.
    ///
    /// @param others without the creator, each once
    /// @param key the creator's own name for it; under the same key it is created once, however often that is tried
    record NewGroup(
            String name, List<UserId> others, @Nullable String key) {
        @Override
        public String toString() {
            return "NewGroup[***]";
        }
    }

    /// A new group that the caller owns, or the one that the caller has created under this key.
    CompletionStage<Opened> group(UserId caller, NewGroup group) {
        var named = group.key();
        var id = named == null
                ? conversations.ids().group(random)
                : conversations.ids().group(caller, named);
        var all = Stream.concat(Stream.of(caller), group.others().stream()).toList();
        return mayBeOpened(caller, id, group)
                .thenCompose(may ->
                        may ? keys.of(caller) : CompletableFuture.failedStage(ErrorCode.USER_NOT_FOUND.failure()))
                .thenCompose(key -> conversations.<Overview>ask(
                        id,
                        replyTo -> new ConversationMembers.Open(
                                ConversationType.GROUP,
                                MessageSealing.sealName(key, id, caller, group.name()),
                                caller,
                                all,
                                named == null
                                        ? null
                                        : MessageSealing.idempotencyKey(key, id, named, group.name(), group.others()),
                                replyTo)))
                .thenCompose(overview -> founded(id, caller, all, overview));
    }

    // Who sees whom may have changed since the first try, whose answer stands. Whether there was one has to be known.
    private CompletionStage<Boolean> mayBeOpened(UserId caller, ConversationId id, NewGroup group) {
        return group.key() == null
                ? areVisible(caller, group.others())
                : conversations
                        .<Overview>ask(id, replyTo -> new ConversationMembers.GetOverview(caller, replyTo))
                        .thenApply(_ -> true)
                        .exceptionallyCompose(failure -> switch (Errors.codeOf(failure)) {
                            case CONVERSATION_NOT_FOUND -> areVisible(caller, group.others());
                            case NOT_CONVERSATION_MEMBER -> CompletableFuture.completedStage(true);
                            default -> CompletableFuture.failedStage(failure);
                        });
    }

    private CompletionStage<Boolean> areVisible(UserId caller, List<UserId> others) {
        return visibility
                .visible(Optional.of(caller), others, Visibility.Thing.PROFILE)
                .thenApply(visible -> visible.keySet().containsAll(others));
    }

    // Where it was opened long ago, some who came with it may have left since. The caller is a member now.
    private CompletionStage<Opened> founded(ConversationId id, UserId caller, List<UserId> first, Overview overview) {
        var founded = listed(id, first, OPENING_OF_A_GROUP, overview);
        return overview.joined() == OPENING_OF_A_GROUP
                ? founded
                : founded.thenCompose(_ -> listed(id, List.of(caller), overview.joined(), overview));
    }

    // Sync finds the conversation in this table: it must be there before anybody knows of the conversation.
    private CompletionStage<Opened> listed(ConversationId id, List<UserId> joining, long revision, Overview overview) {
        return members.add(id, joining, revision).thenApply(_ -> new Opened(id, overview));
    }
}

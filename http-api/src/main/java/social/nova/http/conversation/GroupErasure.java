package social.nova.http.conversation;

import akka.Done;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import social.nova.persistence.conversation.MemberRepository;
import social.nova.persistence.erasure.Eraser;
import social.nova.protocols.common.ErrorCode;
import social.nova.protocols.common.UserId;
import social.nova.protocols.conversation.ConversationId;
import social.nova.protocols.conversation.ConversationMembers;
import social.nova.protocols.conversation.ConversationMembers.Changed;

/// Who is erased leaves the groups they were in, so that those go on with somebody who can lead them.
public final class GroupErasure {
    private static final int ALL = 100_000;

    /// Direct conversations, which nobody leaves; groups that were left, or never opened.
    private static final Set<ErrorCode> NOTHING_TO_LEAVE =
            Set.of(ErrorCode.FORBIDDEN, ErrorCode.NOT_CONVERSATION_MEMBER, ErrorCode.CONVERSATION_NOT_FOUND);

    private GroupErasure() {}

    public static Eraser eraser(Conversations conversations, MemberRepository members) {
        return new Eraser(
                "groups",
                user -> members.of(user, ALL).thenCompose(standings -> {
                    CompletionStage<Done> left = done();
                    for (var standing : standings) {
                        left = left.thenCompose(_ -> leave(conversations, members, standing.conversation(), user));
                    }
                    return left;
                }));
    }

    private static CompletionStage<Done> leave(
            Conversations conversations, MemberRepository members, ConversationId id, UserId user) {
        return conversations
                .<Changed>ask(id, replyTo -> new ConversationMembers.RemoveMember(user, user, replyTo))
                .thenCompose(changed -> members.remove(id, user, changed.revision()))
                .thenApply(_ -> Done.getInstance())
                .exceptionallyCompose(failure ->
                        ErrorCode.of(failure).filter(NOTHING_TO_LEAVE::contains).isPresent()
                                ? done()
                                : CompletableFuture.failedStage(failure));
    }

    private static CompletionStage<Done> done() {
        return CompletableFuture.completedStage(Done.getInstance());
    }
}

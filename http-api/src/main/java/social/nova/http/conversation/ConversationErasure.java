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

/// Who is erased leaves the groups they were in, so that those go on with somebody who can lead them. Direct
/// conversations stay to be read by the other of the pair, and take no more messages.
public final class ConversationErasure {
    private static final int ALL = 100_000;

    /// Of groups that were left, and what was never opened.
    private static final Set<ErrorCode> NOTHING_TO_DO =
            Set.of(ErrorCode.NOT_CONVERSATION_MEMBER, ErrorCode.CONVERSATION_NOT_FOUND);

    private ConversationErasure() {}

    public static Eraser eraser(Conversations conversations, MemberRepository members) {
        return new Eraser(
                "conversations",
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
                // Nobody leaves a direct conversation.
                .exceptionallyCompose(failure -> is(failure, Set.of(ErrorCode.FORBIDDEN))
                        ? conversations.<Done>ask(id, replyTo -> new ConversationMembers.NoteErasure(user, replyTo))
                        : CompletableFuture.failedStage(failure))
                .exceptionallyCompose(
                        failure -> is(failure, NOTHING_TO_DO) ? done() : CompletableFuture.failedStage(failure));
    }

    private static boolean is(Throwable failure, Set<ErrorCode> codes) {
        return ErrorCode.of(failure).filter(codes::contains).isPresent();
    }

    private static CompletionStage<Done> done() {
        return CompletableFuture.completedStage(Done.getInstance());
    }
}

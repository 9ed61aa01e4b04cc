package social.nova.cluster;

import akka.Done;
import akka.actor.typed.ActorSystem;
import akka.pattern.Patterns;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import social.nova.http.health.Health;
import social.nova.protocols.common.ErrorCode;
import social.nova.protocols.common.Shards;
import social.nova.protocols.common.UserId;
import social.nova.protocols.conversation.Conversation;
import social.nova.protocols.conversation.ConversationIds;
import social.nova.protocols.conversation.ConversationMembers;
import social.nova.protocols.session.Session;
import social.nova.protocols.user.UserProfile;

/// Asks entities what the first requests will ask, before any request is let in.
///
/// The first asks of a fresh node take seconds: shards are allocated, classes loaded, pools filled. Asking for users,
/// conversations and sessions that do not exist does all of that and leaves nothing behind.
final class WarmUp {
    private static final Duration PAUSE = Duration.ofMillis(200);
    private static final int ENTITIES = Shards.NUMBER_OF_SHARDS / 4;

    private final ActorSystem<?> system;
    private final ConversationIds ids;
    private final Entities entities;
    private final Duration askTimeout;

    WarmUp(ActorSystem<?> system, ConversationIds ids, Entities entities, Duration askTimeout) {
        this.system = system;
        this.ids = ids;
        this.entities = entities;
        this.askTimeout = askTimeout;
    }

    /// Lets requests in once every entity type has answered; tries for ever.
    ///
    /// @param before what else must be there
    CompletionStage<Done> thenServe(Health health, CompletionStage<Done> before) {
        return untilAnswered().thenCombine(before, (_, done) -> {
            health.serving(true);
            return done;
        });
    }

    private CompletionStage<Done> untilAnswered() {
        var asks = IntStream.range(0, ENTITIES)
                .mapToObj(n -> new UserId("00000000-0000-8000-8000-%012d".formatted(n)))
                .flatMap(nobody -> Stream.of(conversation(nobody), user(nobody), session(nobody)))
                .map(CompletionStage::toCompletableFuture)
                .toArray(CompletableFuture<?>[]::new);
        return CompletableFuture.allOf(asks).thenApply(_ -> Done.getInstance());
    }

    private CompletionStage<Done> conversation(UserId nobody) {
        var conversation = entities.conversation(ids.direct(nobody, nobody));
        return untilAnswered(() -> conversation.<Conversation.Overview>askWithStatus(
                replyTo -> new ConversationMembers.GetOverview(nobody, replyTo), askTimeout));
    }

    private CompletionStage<Done> user(UserId nobody) {
        var user = entities.user(nobody);
        return untilAnswered(() ->
                user.<UserProfile.Profile>askWithStatus(replyTo -> new UserProfile.GetProfile(replyTo), askTimeout));
    }

    // As a socket that is never heard of again: the session forgets it in seconds.
    private CompletionStage<Done> session(UserId nobody) {
        var session = entities.session(nobody);
        return untilAnswered(
                () -> session.<Session.Notice>ask(socket -> new Session.Register(socket, "", ""), askTimeout));
    }

    private <T> CompletionStage<Done> untilAnswered(Supplier<CompletionStage<T>> ask) {
        return ask.get()
                .handle((_, failure) -> isAnswer(failure))
                .thenCompose(answered -> answered
                        ? CompletableFuture.completedStage(Done.getInstance())
                        : Patterns.after(PAUSE, system, () -> untilAnswered(ask)));
    }

    // A refusal is an answer, too; that something is away is none: whatever made it away is still to be warmed up.
    static boolean isAnswer(@Nullable Throwable failure) {
        return failure == null
                || ErrorCode.of(failure).filter(code -> code.status() < 500).isPresent();
    }
}

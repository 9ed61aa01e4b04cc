package social.nova.http.graph;

import akka.Done;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;
import social.nova.persistence.graph.BlockRepository;
import social.nova.persistence.graph.BlockRepository.Untold;
import social.nova.protocols.common.UserId;

/// Blocks and unblocks: first in the table, where it holds for every read, then in the pair's direct conversation, and
/// only then answered. A block that is answered so holds everywhere: no later message is accepted.
///
/// Where the conversation cannot be told, the request ends in 503 although the table has it; a retry, or a sweep after
/// some seconds, tells what is left.
public final class Blocking {
    private final BlockRepository blocks;
    private final Function<Untold, CompletionStage<Done>> conversations;

    /// @param conversations tells the direct conversation of a pair, and answers once it knows for good
    public Blocking(BlockRepository blocks, Function<Untold, CompletionStage<Done>> conversations) {
        this.blocks = blocks;
        this.conversations = conversations;
    }

    CompletionStage<Done> block(UserId blocker, UserId other) {
        return blocks.block(blocker, other).thenCompose(this::tell);
    }

    CompletionStage<Done> unblock(UserId blocker, UserId other) {
        return blocks.unblock(blocker, other).thenCompose(this::tell);
    }

    private CompletionStage<Done> tell(Optional<Untold> left) {
        return left.map(untold -> conversations
                        .apply(untold)
                        .thenCompose(_ -> blocks.told(untold))
                        .thenApply(_ -> Done.getInstance()))
                .orElseGet(() -> CompletableFuture.completedStage(Done.getInstance()));
    }
}

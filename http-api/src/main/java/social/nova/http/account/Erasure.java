package social.nova.http.account;

import akka.Done;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import social.nova.persistence.account.AccountRepository;
import social.nova.persistence.erasure.Eraser;
import social.nova.persistence.erasure.ErasureRepository;
import social.nova.persistence.user.DataKeys;
import social.nova.protocols.common.ErrorCode;
import social.nova.protocols.common.UserId;

/// Erases people, to the end: what was begun is remembered in the `erasures` table and gone on with by whichever node
/// finds it, until every step is done.
///
///     row in erasures ─▶ nobody, sessions ended ─▶ data key destroyed ─▶ address and name free ─▶ erasers ─▶ row gone
///
/// From the second step on nothing that is sealed can be read any more, and nothing new is written.
public final class Erasure {
    private static final Logger LOG = LoggerFactory.getLogger(Erasure.class);
    private static final int AT_ONCE = 10;

    private final ErasureRepository memory;
    private final Sessions sessions;
    private final DataKeys keys;
    private final List<Eraser> erasers;
    private final AccountRepository accounts;

    /// @param erasers one for each thing that is kept of a person
    public Erasure(
            ErasureRepository memory,
            Sessions sessions,
            DataKeys keys,
            List<Eraser> erasers,
            AccountRepository accounts) {
        this.memory = memory;
        this.sessions = sessions;
        this.keys = keys;
        this.erasers = List.copyOf(erasers);
        this.accounts = accounts;
    }

    /// Erases a person. Fails with `CONFLICT`, and changes nothing, if they are the last admin. Once their key is
    /// destroyed they are gone for everybody, and the stage succeeds, also when a later step must be tried again.
    /// All of it is done once more when the lease has ended, for what was still being written meanwhile.
    public CompletionStage<Done> erase(UserId user) {
        return memory.begin(user)
                .thenCompose(begun ->
                        begun ? makeUnreadable(user) : CompletableFuture.failedStage(ErrorCode.CONFLICT.failure()))
                .thenCompose(_ -> deleteRows(user).exceptionally(failure -> later(user, failure)));
    }

    /// Goes on with what was begun and nobody is at. To be called every few seconds.
    public CompletionStage<Done> resume() {
        return memory.claim(AT_ONCE)
                .thenCompose(found -> found.stream()
                        .map(this::goOn)
                        .reduce(done(), (all, one) -> all.thenCombine(one, (_, done) -> done)));
    }

    private CompletionStage<Done> goOn(UserId user) {
        return makeUnreadable(user)
                .thenCompose(_ -> deleteRows(user))
                .thenCompose(_ -> memory.end(user))
                .thenApply(_ -> Done.getInstance())
                .exceptionally(failure -> later(user, failure));
    }

    private CompletionStage<Done> makeUnreadable(UserId user) {
        return sessions.endForGood(user)
                // Nobody was ever there, or a restored backup has no such user: there is nothing to erase in the
                // entity.
                .exceptionallyCompose(failure -> ErrorCode.of(failure)
                                .filter(ErrorCode.USER_NOT_FOUND::equals)
                                .isPresent()
                        ? done()
                        : CompletableFuture.failedStage(failure))
                .thenCompose(_ -> keys.destroy(user));
    }

    private CompletionStage<Done> deleteRows(UserId user) {
        // First of all, so that nobody finds the person any more while their rows go.
        CompletionStage<Done> rest = accounts.erase(user).thenApply(_ -> Done.getInstance());
        for (var eraser : erasers) {
            rest = rest.thenCompose(_ -> eraser.work().apply(user));
        }
        return rest;
    }

    private static Done later(UserId user, Throwable failure) {
        LOG.warn("The erasure of {} is not finished, and will be tried again: {}", user, failure.toString());
        return Done.getInstance();
    }

    private static CompletionStage<Done> done() {
        return CompletableFuture.completedStage(Done.getInstance());
    }
}

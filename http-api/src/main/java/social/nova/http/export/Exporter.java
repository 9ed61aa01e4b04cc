package social.nova.http.export;

import akka.Done;
import akka.NotUsed;
import akka.actor.Cancellable;
import akka.actor.typed.ActorSystem;
import akka.http.javadsl.model.ContentTypes;
import akka.http.javadsl.model.MediaTypes;
import akka.stream.javadsl.Keep;
import akka.stream.javadsl.Sink;
import akka.stream.javadsl.Source;
import akka.util.ByteString;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import social.nova.media.common.ObjectStore;
import social.nova.persistence.erasure.Eraser;
import social.nova.persistence.export.ExportRepository;
import social.nova.persistence.export.ExportRepository.Export;
import social.nova.protocols.common.ErrorCode;

/// Makes the archives that people asked for, one at a time on each node, and deletes those whose time is over.
///
/// Whoever dies at one loses it to another node when its lease has ended. Each claim writes an object of its own,
/// under a name that nobody can guess, so that a node that stood still and goes on overwrites nothing.
public final class Exporter {
    private static final Logger LOG = LoggerFactory.getLogger(Exporter.class);
    private static final Duration RENEW_EVERY = Duration.ofSeconds(10);
    private static final Duration STALLED_AFTER = Duration.ofMinutes(1);
    private static final int DELETED_AT_ONCE = 20;
    private static final String OBJECTS = "exports/";

    /// An archive is deleted after a day; what is older than two, no row knows of any more.
    private static final Duration FORGOTTEN_AFTER = Duration.ofDays(2);

    private final ExportRepository exports;
    private final List<ExportPart> parts;
    private final ObjectStore store;
    private final Supplier<UUID> uuids;
    private final ActorSystem<?> system;
    private final AtomicBoolean busy = new AtomicBoolean();

    /// @param parts the files of an archive
    /// @param uuids make the names of objects
    public Exporter(
            ExportRepository exports,
            List<ExportPart> parts,
            ObjectStore store,
            Supplier<UUID> uuids,
            ActorSystem<?> system) {
        this.exports = exports;
        this.parts = List.copyOf(parts);
        this.store = store;
        this.uuids = uuids;
        this.system = system;
    }

    /// Does what there is to do, unless it is at it. To be called every few seconds.
    public CompletionStage<Done> work() {
        if (!busy.compareAndSet(false, true)) {
            return done();
        }
        return deleteExpired()
                .thenCompose(_ -> exports.claim(OBJECTS + uuids.get()))
                .thenCompose(claimed -> claimed.map(this::make).orElseGet(Exporter::done))
                .whenComplete((_, failure) -> {
                    busy.set(false);
                    note("Exports cannot be looked after", failure);
                });
    }

    /// Deletes archives that were left over, and says how many: of a node that died when it had written one and not
    /// heard yet that whom it is of has left meanwhile. To be called every hour or so.
    public CompletionStage<Integer> deleteForgotten(Instant now) {
        return store.list(OBJECTS)
                .filter(object -> object.writtenAt().isBefore(now.minus(FORGOTTEN_AFTER)))
                .mapAsync(1, object -> store.delete(object.key()))
                .runWith(Sink.fold(0, (deleted, _) -> deleted + 1), system);
    }

    /// The archive of a finished one.
    CompletionStage<Source<ByteString, NotUsed>> archive(Export export) {
        return store.get(export.objectKeys().getLast());
    }

    /// Deletes a person's archives.
    public Eraser eraser() {
        return new Eraser("exports", user -> exports.of(user).thenCompose(this::deleteAll));
    }

    private CompletionStage<Done> make(Export claimed) {
        var key = claimed.objectKeys().getLast();
        var renewing = renewing(claimed);
        var counted = Sink.<Long, ByteString>fold(0L, (size, bytes) -> size + bytes.size());
        return Source.from(parts)
                .flatMapConcat(
                        part -> part.content().apply(claimed.user()).map(bytes -> new Zip.Piece(part.file(), bytes)))
                .via(Zip.flow())
                .idleTimeout(STALLED_AFTER)
                .alsoToMat(counted, Keep.right())
                .toMat(
                        store.put(key, ContentTypes.create(MediaTypes.APPLICATION_ZIP)),
                        (size, stored) -> stored.thenCombine(size, (_, total) -> total))
                .run(system)
                .thenCompose(size -> exports.ready(claimed, size))
                .thenCompose(heard -> heard ? done() : store.delete(key))
                .exceptionallyCompose(failure -> {
                    LOG.warn("Export {} failed, attempt {}: {}", claimed.id(), claimed.attempt(), failure.toString());
                    return exports.failed(claimed).thenApply(_ -> Done.getInstance());
                })
                .whenComplete((_, _) -> renewing.cancel());
    }

    private Cancellable renewing(Export claimed) {
        return system.scheduler()
                .scheduleWithFixedDelay(RENEW_EVERY, RENEW_EVERY, () -> renew(claimed), system.executionContext());
    }

    private void renew(Export claimed) {
        var _ = exports.renew(claimed);
    }

    private CompletionStage<Done> deleteExpired() {
        return exports.expired(DELETED_AT_ONCE)
                .thenCompose(this::deleteAll)
                // The store may be away; what can be made need not wait for that.
                .exceptionally(failure -> {
                    note("Archives whose time is over cannot be deleted yet", failure);
                    return Done.getInstance();
                });
    }

    private CompletionStage<Done> deleteAll(List<Export> over) {
        var all = done();
        for (var export : over) {
            for (var key : export.objectKeys()) {
                all = all.thenCompose(_ -> store.delete(key));
            }
            all = all.thenCompose(_ -> exports.delete(export)).thenApply(_ -> Done.getInstance());
        }
        return all;
    }

    // That the database is away is said elsewhere, once.
    private static void note(String what, @Nullable Throwable failure) {
        if (failure != null && !ErrorCode.of(failure).equals(Optional.of(ErrorCode.DATABASE_ERROR))) {
            LOG.warn("{}: {}", what, failure.toString());
        }
    }

    private static CompletionStage<Done> done() {
        return CompletableFuture.completedStage(Done.getInstance());
    }
}

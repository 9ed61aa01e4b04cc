package social.nova.cluster.metrics;

import akka.persistence.AtomicWrite;
import akka.persistence.PersistentRepr;
import akka.persistence.jdbc.journal.JdbcAsyncWriteJournal;
import com.typesafe.config.Config;
import scala.Function1;
import scala.collection.immutable.Seq;
import scala.concurrent.Future;
import scala.jdk.javaapi.FutureConverters;
import scala.runtime.BoxedUnit;
import scala.util.Try;
import social.nova.persistence.common.JournalPool;

/// The JDBC journal, counted: Akka has no other place where a write can be seen from its beginning to its commit.
public final class MeteredJournal extends JdbcAsyncWriteJournal {
    private final JournalMeters meters = Meters.of(context().system()).journal();

    /// Called by Akka.
    public MeteredJournal(Config config) {
        super(config);
        JournalPool.register(db().source(), Meters.of(context().system()).registry());
    }

    @Override
    public Future<Seq<Try<BoxedUnit>>> asyncWriteMessages(Seq<AtomicWrite> messages) {
        var begun = System.nanoTime();
        var written = super.asyncWriteMessages(messages);
        if (!messages.isEmpty()) {
            var first = messages.head().persistenceId();
            FutureConverters.asJava(written)
                    .whenComplete((_, failure) -> meters.written(first, begun, failure != null));
        }
        return written;
    }

    @Override
    public Future<BoxedUnit> asyncReplayMessages(
            String persistenceId, long from, long to, long max, Function1<PersistentRepr, BoxedUnit> callback) {
        var begun = System.nanoTime();
        var replayed = super.asyncReplayMessages(persistenceId, from, to, max, callback);
        FutureConverters.asJava(replayed)
                .whenComplete((_, failure) -> meters.replayed(persistenceId, begun, failure != null));
        return replayed;
    }
}

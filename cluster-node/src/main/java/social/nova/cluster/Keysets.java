package social.nova.cluster;

import akka.actor.typed.ActorSystem;
import akka.cluster.Cluster;
import java.time.Duration;
import java.util.concurrent.CompletionStage;
import social.nova.persistence.common.Database;
import social.nova.persistence.user.KeysetReports;
import social.nova.persistence.user.MasterKey;
import social.nova.persistence.user.MasterKeysetSettings;

/// The master keyset of a node, and its word on what it knows of it.
record Keysets(MasterKey masterKey, KeysetReports reports) {
    static final Duration REPORTED_EVERY = Duration.ofSeconds(3);

    /// @throws IllegalStateException if something may be wrapped by a key that this node does not know
    static Keysets open(MasterKeysetSettings settings, Database database) {
        var keysets = new Keysets(settings.open(), new KeysetReports(database));
        var lacking = keysets.reports
                .lacking(keysets.masterKey.keyset())
                .toCompletableFuture()
                .join();
        if (lacking.isPresent()) {
            throw new IllegalStateException(
                    "The master keyset lacks key %d, which is in use: it has been rotated elsewhere"
                            .formatted(lacking.get()));
        }
        return keysets;
    }

    /// Looks for a newer keyset and tells which keys this node has.
    CompletionStage<Integer> report(ActorSystem<?> system) {
        return reports.report(Cluster.get(system).selfAddress().toString(), masterKey);
    }
}

package social.nova.persistence.user;

import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.LongSupplier;
import social.nova.persistence.common.Database;
import social.nova.protocols.common.UserId;

/// Makes a node forget data keys that others have destroyed: the table `destroyed_keys`, read again and again.
///
/// Reads overlap by more than a transaction may take, so that none is missed. Who could not read for longer than rows
/// are kept forgets everything.
public final class KeyWatch {
    private static final Duration OVERLAP = Duration.ofSeconds(15);
    private static final Duration KEPT = Duration.ofDays(1);

    private final Database database;
    private final DataKeys keys;
    private final LongSupplier nanoTime;
    private final AtomicBoolean reading = new AtomicBoolean();
    private volatile long readAt;

    /// @param nanoTime as [System#nanoTime]
    public KeyWatch(Database database, DataKeys keys, LongSupplier nanoTime) {
        this.database = database;
        this.keys = keys;
        this.nanoTime = nanoTime;
        this.readAt = nanoTime.getAsLong();
    }

    /// Looks again, unless it still does. To be called every half second.
    public CompletionStage<Integer> look() {
        if (!reading.compareAndSet(false, true)) {
            return CompletableFuture.completedStage(0);
        }
        var now = nanoTime.getAsLong();
        var away = Duration.ofNanos(now - readAt);
        return database.query(connection -> destroyedWithin(connection, away.plus(OVERLAP)))
                .thenApply(destroyed -> {
                    if (away.compareTo(KEPT.minus(OVERLAP)) > 0) {
                        keys.forgetAll();
                    }
                    destroyed.forEach(keys::forget);
                    readAt = now;
                    return destroyed.size();
                })
                .whenComplete((_, _) -> reading.set(false));
    }

    /// Tells all nodes, when the caller's transaction commits.
    static void note(Connection connection, UserId user) throws SQLException {
        try (var statement = connection.prepareStatement("""
                INSERT INTO destroyed_keys (user_id) VALUES (?::uuid)
                ON CONFLICT (user_id) DO UPDATE SET destroyed_at = now()
                """)) {
            statement.setString(1, user.value());
            statement.executeUpdate();
        }
        try (var statement = connection.prepareStatement("""
                DELETE FROM destroyed_keys WHERE destroyed_at < now() - ? * INTERVAL '1 second'
                """)) {
            statement.setLong(1, KEPT.toSeconds());
            statement.executeUpdate();
        }
    }

    private static List<UserId> destroyedWithin(Connection connection, Duration past) throws SQLException {
        try (var statement = connection.prepareStatement("""
                SELECT user_id FROM destroyed_keys WHERE destroyed_at > now() - ? * INTERVAL '1 millisecond'
                """)) {
            statement.setLong(1, past.toMillis());
            var users = new ArrayList<UserId>();
            try (var rows = statement.executeQuery()) {
                while (rows.next()) {
                    users.add(new UserId(rows.getString(1)));
                }
            }
            return users;
        }
    }
}

package social.nova.persistence.export;

import java.sql.Array;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;
import social.nova.persistence.common.Database;
import social.nova.protocols.common.UserId;

/// The `exports` table. A node that died or stood still loses its claim to another, and what it says then is not heard.
public final class ExportRepository {
    private static final int MAX_ATTEMPTS = 20;
    private static final String COLUMNS = "id, user_id, status, attempt, object_keys, size, requested_at, expires_at";

    private final Database database;
    private final Times times;

    public ExportRepository(Database database, Times times) {
        this.database = database;
        this.times = times;
    }

    /// @param lease how long a claim holds that is not renewed
    /// @param pause before what failed is tried again
    /// @param kept how long a result can be had
    public record Times(Duration lease, Duration pause, Duration kept) {}

    public enum Status {
        PENDING,
        READY,
        FAILED
    }

    /// @param attempt how often it was claimed
    /// @param objectKeys where results may be; the last one is the one that counts
    /// @param expiresAt when it is forgotten, once it has ended
    public record Export(
            String id,
            UserId user,
            Status status,
            int attempt,
            List<String> objectKeys,
            long size,
            Instant requestedAt,
            @Nullable Instant expiresAt) {}

    /// Asks for an export, under this id; answers the one that is pending already, if there is one. Nothing for who is
    /// gone.
    public CompletionStage<Optional<Export>> request(UserId user, String id) {
        return database.transaction(connection -> {
            try (var insert = connection.prepareStatement("""
                    INSERT INTO exports (id, user_id)
                    SELECT ?::uuid, user_id FROM user_keys WHERE user_id = ?::uuid FOR KEY SHARE
                    ON CONFLICT DO NOTHING
                    """)) {
                insert.setString(1, id);
                insert.setString(2, user.value());
                insert.executeUpdate();
            }
            return select(connection, "user_id = ?::uuid AND status = 'PENDING'", user.value()).stream()
                    .findFirst();
        });
    }

    /// This user's export of this id.
    public CompletionStage<Optional<Export>> find(UserId user, String id) {
        return find(id).thenApply(found -> found.filter(export -> export.user().equals(user)));
    }

    /// Whoever it is of; not when it has expired.
    public CompletionStage<Optional<Export>> find(String id) {
        return database.query(connection ->
                select(connection, "id = ?::uuid AND (expires_at IS NULL OR expires_at > now())", id).stream()
                        .findFirst());
    }

    /// All of a user's.
    public CompletionStage<List<Export>> of(UserId user) {
        return database.query(connection -> select(connection, "user_id = ?::uuid", user.value()));
    }

    /// Takes the oldest one that is pending and nobody is at.
    ///
    /// @param objectKey where its result will be
    public CompletionStage<Optional<Export>> claim(String objectKey) {
        return database.query(connection -> {
            try (var statement = connection.prepareStatement("""
                    UPDATE exports
                    SET attempt = attempt + 1, leased_until = now() + ? * INTERVAL '1 millisecond',
                        object_keys = object_keys || ?::text
                    WHERE id = (
                        SELECT id FROM exports WHERE status = 'PENDING' AND leased_until <= now()
                        ORDER BY leased_until LIMIT 1 FOR UPDATE SKIP LOCKED)
                    RETURNING
                    """ + COLUMNS)) {
                statement.setLong(1, times.lease().toMillis());
                statement.setString(2, objectKey);
                return exports(statement).stream().findFirst();
            }
        });
    }

    /// Goes on holding a claim; says whether it was still held.
    public CompletionStage<Boolean> renew(Export claimed) {
        return update(
                "leased_until = now() + ? * INTERVAL '1 millisecond'",
                times.lease().toMillis(),
                claimed);
    }

    /// The result is there; an earlier one of the user's is not needed any more. Says whether the claim was still held.
    public CompletionStage<Boolean> ready(Export claimed, long size) {
        return database.transaction(connection -> {
            try (var statement = connection.prepareStatement("""
                    UPDATE exports
                    SET status = 'READY', size = ?, expires_at = now() + ? * INTERVAL '1 millisecond'
                    WHERE id = ?::uuid AND attempt = ? AND status = 'PENDING'
                    """)) {
                statement.setLong(1, size);
                statement.setLong(2, times.kept().toMillis());
                statement.setString(3, claimed.id());
                statement.setInt(4, claimed.attempt());
                if (statement.executeUpdate() == 0) {
                    return false;
                }
            }
            try (var statement = connection.prepareStatement("""
                    UPDATE exports SET expires_at = now()
                    WHERE user_id = ?::uuid AND id <> ?::uuid AND status <> 'PENDING' AND expires_at > now()
                    """)) {
                statement.setString(1, claimed.user().value());
                statement.setString(2, claimed.id());
                statement.executeUpdate();
            }
            return true;
        });
    }

    /// It did not work; it is tried again after a pause, unless that was often enough.
    public CompletionStage<Boolean> failed(Export claimed) {
        return claimed.attempt() < MAX_ATTEMPTS
                ? update(
                        "leased_until = now() + ? * INTERVAL '1 millisecond'",
                        times.pause().toMillis(),
                        claimed)
                : update(
                        "status = 'FAILED', expires_at = now() + ? * INTERVAL '1 millisecond'",
                        times.kept().toMillis(),
                        claimed);
    }

    /// Those whose time is over.
    public CompletionStage<List<Export>> expired(int limit) {
        return database.query(connection -> {
            try (var statement = connection.prepareStatement("SELECT " + COLUMNS + """
                     FROM exports WHERE expires_at <= now() ORDER BY expires_at LIMIT ?
                    """)) {
                statement.setInt(1, limit);
                return exports(statement);
            }
        });
    }

    /// To be called when its objects are gone. Repeating it changes nothing.
    public CompletionStage<Boolean> delete(Export export) {
        return database.query(connection -> {
            try (var statement = connection.prepareStatement("DELETE FROM exports WHERE id = ?::uuid")) {
                statement.setString(1, export.id());
                return statement.executeUpdate() == 1;
            }
        });
    }

    private CompletionStage<Boolean> update(String change, long millis, Export claimed) {
        return database.query(connection -> {
            try (var statement = connection.prepareStatement("UPDATE exports SET " + change + """
                     WHERE id = ?::uuid AND attempt = ? AND status = 'PENDING'
                    """)) {
                statement.setLong(1, millis);
                statement.setString(2, claimed.id());
                statement.setInt(3, claimed.attempt());
                return statement.executeUpdate() == 1;
            }
        });
    }

    private static List<Export> select(Connection connection, String which, String id) throws SQLException {
        try (var statement = connection.prepareStatement("SELECT " + COLUMNS + " FROM exports WHERE " + which)) {
            statement.setString(1, id);
            return exports(statement);
        }
    }

    private static List<Export> exports(PreparedStatement statement) throws SQLException {
        var exports = new ArrayList<Export>();
        try (var rows = statement.executeQuery()) {
            while (rows.next()) {
                exports.add(export(rows));
            }
        }
        return List.copyOf(exports);
    }

    private static Export export(ResultSet row) throws SQLException {
        var expires = row.getObject("expires_at", OffsetDateTime.class);
        return new Export(
                row.getString("id"),
                new UserId(row.getString("user_id")),
                Status.valueOf(row.getString("status")),
                row.getInt("attempt"),
                texts(row.getArray("object_keys")),
                row.getLong("size"),
                row.getObject("requested_at", OffsetDateTime.class).toInstant(),
                expires == null ? null : expires.toInstant());
    }

    private static List<String> texts(Array array) throws SQLException {
        return List.of((String[]) array.getArray());
    }
}

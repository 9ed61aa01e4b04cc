package social.nova.persistence.signing;

import akka.Done;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.CompletionStage;
import social.nova.persistence.common.Database;
import social.nova.persistence.user.MasterKey;

/// The `signing_keys` table: keys of access tokens, wrapped by the master keyset.
public final class SigningKeys {
    /// Longer than any token lives.
    private static final Duration KEPT = Duration.ofDays(2);

    private final Database database;
    private final MasterKey masterKey;

    public SigningKeys(Database database, MasterKey masterKey) {
        this.database = database;
        this.masterKey = masterKey;
    }

    /// A key and its time.
    ///
    /// @param key PKCS#8 in base64
    /// @param signsIn until it signs, by the database's clock; negative once it does
    /// @param replacesAtOnce whether tokens of earlier keys are worth nothing from then on
    public record Stored(String id, String key, Duration signsIn, boolean replacesAtOnce) {
        @Override
        public String toString() {
            return "Stored[" + id + "]";
        }
    }

    /// Has a key sign after a while, in which all nodes learn of it.
    public CompletionStage<Done> add(Stored key) {
        return database.query(connection -> {
            try (var statement = connection.prepareStatement("""
                    INSERT INTO signing_keys (key_id, wrapped_key, signs_from, replaces_at_once)
                    VALUES (?, ?, now() + ? * INTERVAL '1 millisecond', ?)
                    """)) {
                statement.setString(1, key.id());
                statement.setBytes(2, masterKey.seal(Base64.getDecoder().decode(key.key()), context(key.id())));
                statement.setLong(3, key.signsIn().toMillis());
                statement.setBoolean(4, key.replacesAtOnce());
                statement.executeUpdate();
                return Done.getInstance();
            }
        });
    }

    /// All keys but those that are known already, in the order in which they sign.
    public CompletionStage<List<Stored>> allBut(Collection<String> known) {
        return database.query(connection -> {
            try (var statement = connection.prepareStatement("""
                    SELECT key_id, wrapped_key, replaces_at_once,
                           (extract(epoch FROM signs_from - clock_timestamp()) * 1000)::bigint AS signs_in_ms
                    FROM signing_keys
                    WHERE NOT key_id = ANY (?)
                    ORDER BY signs_from, key_id
                    """)) {
                statement.setArray(1, connection.createArrayOf("text", known.toArray()));
                var keys = new ArrayList<Stored>();
                try (var rows = statement.executeQuery()) {
                    while (rows.next()) {
                        keys.add(stored(rows));
                    }
                }
                return List.copyOf(keys);
            }
        });
    }

    /// Deletes keys whose last token expired long ago.
    public CompletionStage<Integer> forgetOld() {
        return database.query(connection -> {
            try (var statement = connection.prepareStatement("""
                    DELETE FROM signing_keys AS old
                    WHERE EXISTS (
                        SELECT 1 FROM signing_keys AS next
                        WHERE next.signs_from > old.signs_from
                          AND next.signs_from < now() - ? * INTERVAL '1 second')
                    """)) {
                statement.setLong(1, KEPT.toSeconds());
                return statement.executeUpdate();
            }
        });
    }

    private Stored stored(ResultSet row) throws SQLException {
        var id = row.getString("key_id");
        return new Stored(
                id,
                Base64.getEncoder().encodeToString(masterKey.open(row.getBytes("wrapped_key"), context(id))),
                Duration.ofMillis(row.getLong("signs_in_ms")),
                row.getBoolean("replaces_at_once"));
    }

    private static String context(String id) {
        return "signing-key/" + id;
    }
}

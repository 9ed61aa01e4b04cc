package social.nova.persistence.user;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;
import social.nova.persistence.common.Database;
import social.nova.protocols.common.UserId;

/// The `profiles` table: what others may see of a user.
///
/// A row is written only while its person's data key stands, and holds on to that key meanwhile: once the key is
/// destroyed, nobody, however late, brings back a row that was deleted.
public final class ProfileRepository {
    private static final String COLUMNS = """
            user_id, revision, username, display_name, bio, avatar_url, cover_photo_url, location, private_account,
            created_at
            """;

    private final Database database;

    public ProfileRepository(Database database) {
        this.database = database;
    }

    /// What others may see of a user.
    ///
    /// @param revision of the user when this was true
    public record Profile(UserId id, long revision, String username, About about, Instant createdAt) {}

    /// What a user tells of themselves; `null` is nothing.
    public record About(
            @Nullable String displayName,
            @Nullable String bio,
            @Nullable String avatarUrl,
            @Nullable String coverPhotoUrl,
            @Nullable String location,
            boolean privateAccount) {}

    /// How a user is named in lists.
    public record Card(
            UserId id,
            String username,
            @Nullable String displayName,
            @Nullable String avatarUrl) {}

    /// Makes this visible to every read, unless what is there is as new. Repeating it changes nothing.
    public CompletionStage<Boolean> show(Profile profile) {
        return database.query(connection -> write(connection, profile));
    }

    public CompletionStage<Optional<Profile>> find(UserId user) {
        return database.query(connection -> {
            try (var statement =
                    connection.prepareStatement("SELECT " + COLUMNS + " FROM profiles WHERE user_id = ?::uuid")) {
                statement.setString(1, user.value());
                return first(statement);
            }
        });
    }

    /// Who has this username, whatever its case.
    public CompletionStage<Optional<Profile>> findByUsername(String username) {
        return database.query(connection -> {
            try (var statement = connection.prepareStatement("SELECT " + COLUMNS + """
                    FROM profiles WHERE user_id = (
                        SELECT user_id FROM accounts WHERE lower(username) = lower(?) AND firm)
                    """)) {
                statement.setString(1, username);
                return first(statement);
            }
        });
    }

    /// The cards of all these users, read at once; who is unknown is absent.
    public CompletionStage<Map<UserId, Card>> cards(Collection<UserId> users) {
        return database.query(connection -> {
            try (var statement = connection.prepareStatement("""
                    SELECT user_id, username, display_name, avatar_url FROM profiles WHERE user_id = ANY (?)
                    """)) {
                statement.setArray(1, connection.createArrayOf("uuid", ids(users)));
                var cards = new HashMap<UserId, Card>();
                try (var rows = statement.executeQuery()) {
                    while (rows.next()) {
                        var user = new UserId(rows.getString(1));
                        cards.put(user, new Card(user, rows.getString(2), rows.getString(3), rows.getString(4)));
                    }
                }
                return Map.copyOf(cards);
            }
        });
    }

    /// The whole profiles of all these users, as [#cards].
    public CompletionStage<Map<UserId, Profile>> profiles(Collection<UserId> users) {
        return database.query(connection -> {
            try (var statement =
                    connection.prepareStatement("SELECT " + COLUMNS + " FROM profiles WHERE user_id = ANY (?)")) {
                statement.setArray(1, connection.createArrayOf("uuid", ids(users)));
                var profiles = new HashMap<UserId, Profile>();
                try (var rows = statement.executeQuery()) {
                    while (rows.next()) {
                        var profile = profile(rows);
                        profiles.put(profile.id(), profile);
                    }
                }
                return Map.copyOf(profiles);
            }
        });
    }

    /// Says whether anything was new.
    static boolean write(Connection connection, Profile profile) throws SQLException {
        try (var statement = connection.prepareStatement("""
                INSERT INTO profiles (display_name, bio, avatar_url, cover_photo_url, location, private_account,
                    revision, username, created_at, user_id)
                SELECT ?, ?, ?, ?, ?, ?, ?, ?, ?, user_id FROM user_keys WHERE user_id = ?::uuid FOR KEY SHARE
                ON CONFLICT (user_id) DO UPDATE SET
                    display_name = EXCLUDED.display_name,
                    bio = EXCLUDED.bio,
                    avatar_url = EXCLUDED.avatar_url,
                    cover_photo_url = EXCLUDED.cover_photo_url,
                    location = EXCLUDED.location,
                    private_account = EXCLUDED.private_account,
                    revision = EXCLUDED.revision,
                    username = EXCLUDED.username,
                    created_at = EXCLUDED.created_at
                WHERE profiles.revision < EXCLUDED.revision
                """)) {
            set(statement, profile.about());
            statement.setLong(7, profile.revision());
            statement.setString(8, profile.username());
            statement.setObject(9, profile.createdAt().atOffset(ZoneOffset.UTC));
            statement.setString(10, profile.id().value());
            return statement.executeUpdate() == 1;
        }
    }

    /// Changes a row that is there, unless it is as new.
    static void change(Connection connection, UserId user, long revision, About about) throws SQLException {
        try (var statement = connection.prepareStatement("""
                UPDATE profiles
                SET display_name = ?, bio = ?, avatar_url = ?, cover_photo_url = ?, location = ?, private_account = ?,
                    revision = ?
                WHERE user_id = ?::uuid AND revision < ?
                """)) {
            set(statement, about);
            statement.setLong(7, revision);
            statement.setString(8, user.value());
            statement.setLong(9, revision);
            statement.executeUpdate();
        }
    }

    private static Optional<Profile> first(PreparedStatement statement) throws SQLException {
        try (var rows = statement.executeQuery()) {
            return rows.next() ? Optional.of(profile(rows)) : Optional.empty();
        }
    }

    private static Profile profile(ResultSet row) throws SQLException {
        return new Profile(
                new UserId(row.getString("user_id")),
                row.getLong("revision"),
                row.getString("username"),
                new About(
                        row.getString("display_name"),
                        row.getString("bio"),
                        row.getString("avatar_url"),
                        row.getString("cover_photo_url"),
                        row.getString("location"),
                        row.getBoolean("private_account")),
                row.getObject("created_at", OffsetDateTime.class).toInstant());
    }

    private static Object[] ids(Collection<UserId> users) {
        return users.stream().map(UserId::value).toArray();
    }

    // The first six parameters.
    private static void set(PreparedStatement statement, About about) throws SQLException {
        statement.setString(1, about.displayName());
        statement.setString(2, about.bio());
        statement.setString(3, about.avatarUrl());
        statement.setString(4, about.coverPhotoUrl());
        statement.setString(5, about.location());
        statement.setBoolean(6, about.privateAccount());
    }
}

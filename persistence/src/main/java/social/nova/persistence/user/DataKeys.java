package social.nova.persistence.user;

import akka.Done;
import com.github.benmanes.caffeine.cache.AsyncCache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.binder.cache.CaffeineCacheMetrics;
import java.security.SecureRandom;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;
import social.nova.persistence.common.Database;
import social.nova.protocols.common.ErrorCode;
import social.nova.protocols.common.UserId;
import social.nova.protocols.trace.Trace;

/// Every user's [DataKey]: the `user_keys` table and this node's cache of unwrapped keys.
///
/// The cache is bounded and forgets what was not used for ten minutes; concurrent misses of one user read once; what
/// failed or was not there is asked for again. Thread-safe; nothing blocks.
public final class DataKeys {
    private static final long MAX_CACHED = 10_000;
    private static final Duration CACHED_UNUSED = Duration.ofMinutes(10);

    private final Database database;
    private final MasterKey masterKey;
    private final SecureRandom random = new SecureRandom();
    private final AsyncCache<UserId, DataKey> cache = Caffeine.newBuilder()
            .maximumSize(MAX_CACHED)
            .expireAfterAccess(CACHED_UNUSED)
            .recordStats()
            .buildAsync();

    /// @param masterKeysetJson a Tink AEAD keyset in JSON
    /// @throws IllegalArgumentException if it is none
    public DataKeys(Database database, String masterKeysetJson) {
        this(database, new MasterKey(masterKeysetJson));
    }

    public DataKeys(Database database, MasterKey masterKey) {
        this.database = database;
        this.masterKey = masterKey;
    }

    /// The user's key; fails with `USER_NOT_FOUND` if there is none, because there never was or it was destroyed.
    public CompletionStage<DataKey> of(UserId user) {
        return Trace.keeping(cache.get(
                        user,
                        (_, _) -> database.<@Nullable DataKey>query(connection -> read(connection, user))
                                .toCompletableFuture()))
                .thenApply(key -> found(key));
    }

    /// Has this node's cache of keys counted.
    public void register(MeterRegistry registry) {
        CaffeineCacheMetrics.monitor(registry, cache, "data-keys");
    }

    /// The keys of all these users, read at once; who has none is absent.
    public CompletionStage<Map<UserId, DataKey>> of(Collection<UserId> users) {
        return cache.getAll(
                        users,
                        (missing, _) -> database.query(connection -> readAll(connection, missing, ""))
                                .toCompletableFuture())
                .thenApply(Map::copyOf);
    }

    /// The user's key if this node has it at hand.
    public Optional<DataKey> cached(UserId user) {
        return Optional.ofNullable(cache.getIfPresent(user))
                .filter(future -> future.state() == CompletableFuture.State.SUCCESS)
                .map(CompletableFuture::resultNow);
    }

    /// Makes the user's key, or answers the one that is already there.
    public CompletionStage<DataKey> create(UserId user) {
        return database.query(connection -> {
                    insert(connection, user, masterKey.wrap(DataKey.generate(random), user));
                    return found(read(connection, user));
                })
                .thenApply(key -> {
                    cache.put(user, CompletableFuture.completedFuture(key));
                    return key;
                });
    }

    /// Destroys the user's key, and with it everything it has sealed. Other nodes that have it at hand find out by
    /// [KeyWatch].
    public CompletionStage<Done> destroy(UserId user) {
        return database.transaction(connection -> {
                    delete(connection, user);
                    KeyWatch.note(connection, user);
                    return Done.getInstance();
                })
                .thenApply(done -> {
                    forget(user);
                    return done;
                });
    }

    /// Drops every key from this node's memory.
    void forgetAll() {
        cache.synchronous().invalidateAll();
    }

    /// Drops the key from this node's memory, also one that is being read just now.
    public void forget(UserId user) {
        cache.synchronous().invalidate(user);
    }

    /// The user's key as the caller's transaction sees it, if there is one.
    Optional<DataKey> find(Connection connection, UserId user) throws SQLException {
        return Optional.ofNullable(read(connection, user));
    }

    /// The keys of all these users as the caller's transaction sees them, past the cache; none of them is destroyed
    /// before it ends. Who has none is absent.
    public Map<UserId, DataKey> hold(Connection connection, Collection<UserId> users) throws SQLException {
        return readAll(connection, Set.copyOf(users), "FOR KEY SHARE");
    }

    private static DataKey found(@Nullable DataKey key) {
        if (key == null) {
            throw ErrorCode.USER_NOT_FOUND.failure();
        }
        return key;
    }

    private @Nullable DataKey read(Connection connection, UserId user) throws SQLException {
        return readAll(connection, Set.of(user), "").get(user);
    }

    private Map<UserId, DataKey> readAll(Connection connection, Set<? extends UserId> users, String lock)
            throws SQLException {
        try (var statement = connection.prepareStatement("""
                SELECT user_id, wrapped_key FROM user_keys WHERE user_id = ANY (?) %s
                """.formatted(lock))) {
            statement.setArray(
                    1,
                    connection.createArrayOf(
                            "uuid", users.stream().map(UserId::value).toArray()));
            var keys = new HashMap<UserId, DataKey>();
            try (var rows = statement.executeQuery()) {
                while (rows.next()) {
                    var user = new UserId(rows.getString(1));
                    keys.put(user, masterKey.unwrap(rows.getBytes(2), user));
                }
            }
            return keys;
        }
    }

    private static void insert(Connection connection, UserId user, byte[] wrapped) throws SQLException {
        try (var statement = connection.prepareStatement("""
                INSERT INTO user_keys (user_id, wrapped_key) VALUES (?::uuid, ?) ON CONFLICT DO NOTHING
                """)) {
            statement.setString(1, user.value());
            statement.setBytes(2, wrapped);
            statement.executeUpdate();
        }
    }

    private static void delete(Connection connection, UserId user) throws SQLException {
        try (var statement = connection.prepareStatement("DELETE FROM user_keys WHERE user_id = ?::uuid")) {
            statement.setString(1, user.value());
            statement.executeUpdate();
        }
    }
}

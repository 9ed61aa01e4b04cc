package social.nova.persistence.graph;

import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import social.nova.persistence.account.AccountRepository;
import social.nova.persistence.common.Database;
import social.nova.persistence.common.TestDatabase;
import social.nova.protocols.common.UserId;

/// Users in the tables that say who is one.
final class TestUsers {
    private static final Database DATABASE = TestDatabase.get();
    private static final AccountRepository ACCOUNTS = new AccountRepository(DATABASE);

    private TestUsers() {}

    static UserId someone() throws Exception {
        var user = UserId.of(UUID.randomUUID());
        get(ACCOUNTS.reserve(user, user + "@example.com", nameOf(user)));
        get(ACCOUNTS.makeFirm(user));
        return user;
    }

    static String nameOf(UserId user) {
        return "n" + user.value().substring(0, 13);
    }

    static void makePrivate(UserId user, boolean isPrivate) throws Exception {
        get(DATABASE.query(connection -> Statements.update(connection, """
                INSERT INTO profiles (user_id, revision, username, private_account, created_at)
                VALUES (?, 1, 'n', ?, now())
                ON CONFLICT (user_id) DO UPDATE SET private_account = excluded.private_account
                """, user, isPrivate)));
    }

    /// Gives them a profile that says something.
    static void describe(UserId user) throws Exception {
        get(DATABASE.query(connection -> Statements.update(connection, """
                INSERT INTO profiles (user_id, revision, username, display_name, avatar_url, created_at)
                VALUES (?, 1, ?, 'Name', 'https://example.com/a.jpg', now())
                """, user, nameOf(user))));
    }

    static Relation relation(UserId viewer, UserId owner) throws Exception {
        var relations = new RelationRepository(DATABASE);
        return Objects.requireNonNull(
                get(relations.of(Optional.of(viewer), List.of(owner))).get(owner));
    }

    /// What was told of a user, in order.
    static List<String> told(UserId user) throws Exception {
        return get(DATABASE.query(connection -> Statements.list(
                connection,
                "SELECT type FROM outbox WHERE entity = ? AND type LIKE 'user.%' ORDER BY position",
                row -> row.getString(1),
                "User|" + user)));
    }

    static <T> T get(CompletionStage<T> stage) throws Exception {
        return stage.toCompletableFuture().get(30, TimeUnit.SECONDS);
    }
}

package social.nova.persistence.account;

import static org.assertj.core.api.Assertions.assertThat;
import static social.nova.persistence.account.RoleRepository.Outcome.DONE;
import static social.nova.persistence.account.RoleRepository.Outcome.LAST_ADMIN;
import static social.nova.persistence.account.RoleRepository.Outcome.NOT_AN_ADMIN;
import static social.nova.persistence.account.RoleRepository.Outcome.UNKNOWN_USER;

import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import social.nova.persistence.common.Database;
import social.nova.persistence.common.TestDatabase;
import social.nova.persistence.user.DataKeys;
import social.nova.persistence.user.MasterKeysets;
import social.nova.protocols.common.UserId;
import social.nova.protocols.user.Role;

class RoleRepositoryTest {
    private final Database database = TestDatabase.get();
    private final AccountRepository accounts = new AccountRepository(database);
    private final DataKeys keys = new DataKeys(database, MasterKeysets.fresh());
    private final RoleRepository roles = new RoleRepository(database);

    @BeforeEach
    void forgetTheOthers() throws Exception {
        get(database.query(connection -> connection.createStatement().executeUpdate("DELETE FROM roles")));
    }

    @Test
    void whoeverIsNothingElseIsAUser() throws Exception {
        assertThat(get(roles.of(someone()))).isEqualTo(Role.USER);
        assertThat(get(roles.makeAdmin(UserId.of(UUID.randomUUID())))).isEqualTo(UNKNOWN_USER);
    }

    @Test
    void whoIsNoUserHasNoRole() throws Exception {
        var bob = someone();
        assertThat(get(roles.find(bob))).contains(Role.USER);
        assertThat(get(roles.find(UserId.of(UUID.randomUUID())))).isEmpty();

        get(keys.destroy(bob));

        assertThat(get(roles.find(bob))).isEmpty();
    }

    @Test
    void anAdminMakesOthersWhatTheyWant() throws Exception {
        var admin = admin();
        var bob = someone();

        for (var role : List.of(Role.MODERATOR, Role.MODERATOR, Role.ADMIN, Role.USER)) {
            assertThat(get(roles.change(admin, bob, role))).isEqualTo(DONE);
            assertThat(get(roles.of(bob))).isEqualTo(role);
        }
        assertThat(told(bob)).isEqualTo(3);
    }

    @Test
    void nobodyElseDoes() throws Exception {
        var admin = admin();
        var moderator = someone();
        get(roles.change(admin, moderator, Role.MODERATOR));

        for (var other : List.of(moderator, someone(), UserId.of(UUID.randomUUID()))) {
            assertThat(get(roles.change(other, other, Role.ADMIN))).isEqualTo(NOT_AN_ADMIN);
            assertThat(get(roles.change(other, admin, Role.USER))).isEqualTo(NOT_AN_ADMIN);
        }
        assertThat(get(roles.of(admin))).isEqualTo(Role.ADMIN);
    }

    @Test
    void theLastAdminStaysOne() throws Exception {
        var admin = admin();

        assertThat(get(roles.change(admin, admin, Role.USER))).isEqualTo(LAST_ADMIN);
        assertThat(get(roles.change(admin, admin, Role.MODERATOR))).isEqualTo(LAST_ADMIN);
        assertThat(get(resign(admin))).isFalse();

        var second = admin();
        assertThat(get(resign(admin))).isTrue();
        assertThat(get(resign(second))).isFalse();
    }

    @Test
    void ofManyAdminsWhoGoAtOnceOneStays() throws Exception {
        var admins = List.of(admin(), admin(), admin(), admin(), admin());

        var outcomes = admins.stream().map(this::resign).toList();

        assertThat(Stream.of(
                        get(outcomes.get(0)),
                        get(outcomes.get(1)),
                        get(outcomes.get(2)),
                        get(outcomes.get(3)),
                        get(outcomes.get(4))))
                .containsOnlyOnce(false);
    }

    private CompletionStage<Boolean> resign(UserId user) {
        return database.transaction(connection -> RoleRepository.resign(connection, user));
    }

    private UserId admin() throws Exception {
        var user = someone();
        assertThat(get(roles.makeAdmin(user))).isEqualTo(DONE);
        return user;
    }

    private UserId someone() throws Exception {
        var user = UserId.of(UUID.randomUUID());
        var name = "r" + user.value().substring(0, 12);
        get(accounts.reserve(user, name + "@example.com", name));
        get(accounts.makeFirm(user));
        get(keys.create(user));
        return user;
    }

    private int told(UserId user) throws Exception {
        return get(database.query(connection -> {
            try (var rows = connection.createStatement().executeQuery("""
                    SELECT count(*) FROM outbox WHERE type = 'account.role-changed' AND entity = 'User|%s'
                    """.formatted(user))) {
                rows.next();
                return rows.getInt(1);
            }
        }));
    }

    private static <T> T get(CompletionStage<T> stage) throws Exception {
        return stage.toCompletableFuture().get(30, TimeUnit.SECONDS);
    }
}

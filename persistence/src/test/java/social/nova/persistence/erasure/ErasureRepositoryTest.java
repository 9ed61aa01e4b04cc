package social.nova.persistence.erasure;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.UUID;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import social.nova.persistence.account.AccountRepository;
import social.nova.persistence.account.RoleRepository;
import social.nova.persistence.common.Database;
import social.nova.persistence.common.TestDatabase;
import social.nova.persistence.user.DataKeys;
import social.nova.persistence.user.MasterKeysets;
import social.nova.protocols.common.UserId;
import social.nova.protocols.user.Role;

class ErasureRepositoryTest {
    private final Database database = TestDatabase.get();
    private final AccountRepository accounts = new AccountRepository(database);
    private final DataKeys keys = new DataKeys(database, MasterKeysets.fresh());
    private final RoleRepository roles = new RoleRepository(database);
    private final ErasureRepository erasures = new ErasureRepository(database, Duration.ZERO);

    @BeforeEach
    void forgetTheOthers() throws Exception {
        run("DELETE FROM roles");
        run("DELETE FROM erasures");
    }

    @Test
    void theLastAdminStaysAndNothingHasBegun() throws Exception {
        var admin = admin();

        assertThat(get(erasures.begin(admin))).isFalse();

        assertThat(get(roles.of(admin))).isEqualTo(Role.ADMIN);
        assertThat(get(erasures.claim(10))).isEmpty();
    }

    @Test
    void whoLeavesIsNoAdminFromItsBeginningOn() throws Exception {
        var admin = admin();
        var second = admin();

        assertThat(get(erasures.begin(admin))).isTrue();
        assertThat(get(erasures.begin(admin))).isTrue();

        assertThat(get(roles.of(admin))).isEqualTo(Role.USER);
        assertThat(get(erasures.begin(second))).as("the last one by now").isFalse();
        assertThat(get(erasures.claim(10))).containsExactly(admin);
    }

    @Test
    void anErasureThatCannotBeginLeavesAnAdminWhatTheyAre() throws Exception {
        var admin = admin();
        admin();
        run("ALTER TABLE erasures ADD CONSTRAINT broken CHECK (user_id <> '%s')".formatted(admin));
        try {
            assertThatThrownBy(() -> get(erasures.begin(admin))).hasMessageContaining("broken");
        } finally {
            run("ALTER TABLE erasures DROP CONSTRAINT broken");
        }

        assertThat(get(roles.of(admin))).isEqualTo(Role.ADMIN);
    }

    @Test
    void nobodyMakesAnAdminOfWhoIsBeingErased() throws Exception {
        var admin = admin();
        var leaving = someone();
        get(erasures.begin(leaving));

        assertThat(get(roles.change(admin, leaving, Role.ADMIN))).isEqualTo(RoleRepository.Outcome.UNKNOWN_USER);
        assertThat(get(roles.makeAdmin(leaving))).isEqualTo(RoleRepository.Outcome.UNKNOWN_USER);
    }

    private UserId admin() throws Exception {
        var user = someone();
        assertThat(get(roles.makeAdmin(user))).isEqualTo(RoleRepository.Outcome.DONE);
        return user;
    }

    private UserId someone() throws Exception {
        var user = UserId.of(UUID.randomUUID());
        var name = "e" + user.value().substring(0, 12);
        get(accounts.reserve(user, name + "@example.com", name));
        get(accounts.makeFirm(user));
        get(keys.create(user));
        return user;
    }

    private void run(String sql) throws Exception {
        get(database.query(connection -> connection.createStatement().executeUpdate(sql)));
    }

    private static <T> T get(CompletionStage<T> stage) throws Exception {
        return stage.toCompletableFuture().get(30, TimeUnit.SECONDS);
    }
}

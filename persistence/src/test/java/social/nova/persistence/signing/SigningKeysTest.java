package social.nova.persistence.signing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import social.nova.persistence.common.Database;
import social.nova.persistence.common.TestDatabase;
import social.nova.persistence.signing.SigningKeys.Stored;
import social.nova.persistence.user.MasterKey;
import social.nova.persistence.user.MasterKeysets;

class SigningKeysTest {
    private static final String KEY = "YSBwcml2YXRlIGtleQ==";

    private final Database database = TestDatabase.get();
    private final SigningKeys keys = new SigningKeys(database, new MasterKey(MasterKeysets.fresh()));
    private final String id = UUID.randomUUID().toString();

    @AfterEach
    void forget() throws Exception {
        get(database.query(connection -> {
            try (var statement = connection.createStatement()) {
                return statement.executeUpdate("DELETE FROM signing_keys");
            }
        }));
    }

    @Test
    void keepsAKeyAndItsTime() throws Exception {
        get(keys.add(new Stored(id, KEY, Duration.ofSeconds(30), true)));

        assertThat(get(keys.allBut(Set.of()))).singleElement().satisfies(stored -> {
            assertThat(stored.id()).isEqualTo(id);
            assertThat(stored.key()).isEqualTo(KEY);
            assertThat(stored.signsIn()).isBetween(Duration.ofSeconds(20), Duration.ofSeconds(30));
            assertThat(stored.replacesAtOnce()).isTrue();
            assertThat(stored).hasToString("Stored[" + id + "]");
        });
        assertThat(get(keys.allBut(Set.of(id)))).isEmpty();
    }

    @Test
    void anotherMasterKeyOpensNone() throws Exception {
        get(keys.add(new Stored(id, KEY, Duration.ZERO, false)));
        var stranger = new SigningKeys(database, new MasterKey(MasterKeysets.fresh()));

        assertThatThrownBy(() -> get(stranger.allBut(Set.of())))
                .isInstanceOf(ExecutionException.class)
                .hasCauseInstanceOf(IllegalStateException.class);
    }

    @Test
    void tellsKeysInTheOrderInWhichTheySignAndForgetsThoseThatDidLongAgo() throws Exception {
        get(keys.add(new Stored("new", KEY, Duration.ofSeconds(5), false)));
        get(keys.add(new Stored("old", KEY, Duration.ofDays(-4), false)));
        get(keys.add(new Stored("recent", KEY, Duration.ofDays(-3), false)));

        assertThat(ids()).containsExactly("old", "recent", "new");
        assertThat(get(keys.forgetOld())).isEqualTo(1);
        assertThat(ids()).containsExactly("recent", "new");
    }

    private List<String> ids() throws Exception {
        return get(keys.allBut(Set.of())).stream().map(Stored::id).toList();
    }

    private static <T> T get(CompletionStage<T> stage) throws Exception {
        return stage.toCompletableFuture().get(30, TimeUnit.SECONDS);
    }
}

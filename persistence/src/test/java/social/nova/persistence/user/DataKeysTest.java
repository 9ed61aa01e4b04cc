package social.nova.persistence.user;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import social.nova.persistence.common.Database;
import social.nova.persistence.common.TestDatabase;
import social.nova.protocols.common.ErrorCode;
import social.nova.protocols.common.UserId;

class DataKeysTest {
    private static final byte[] CONTEXT = {1, 2, 3};
    private static final byte[] TEXT = {4, 5, 6};

    private final Database database = TestDatabase.get();
    private final String keyset = MasterKeysets.fresh();
    private final DataKeys keys = new DataKeys(database, keyset);
    private final UserId alice = someone();
    private final UserId bob = someone();

    @Test
    void anotherNodeReadsTheKeyThatWasMade() throws Exception {
        var sealed = get(keys.create(alice)).seal(TEXT, CONTEXT);

        var elsewhere = get(new DataKeys(database, keyset).of(alice));

        assertThat(elsewhere.open(sealed, CONTEXT)).isEqualTo(TEXT);
    }

    @Test
    void makingAKeyAgainAnswersTheFirst() throws Exception {
        var sealed = get(keys.create(alice)).seal(TEXT, CONTEXT);

        assertThat(get(new DataKeys(database, keyset).create(alice)).open(sealed, CONTEXT))
                .isEqualTo(TEXT);
    }

    @Test
    void manyWhoMakeOneKeyAtOnceGetTheSame() throws Exception {
        var made = IntStream.range(0, 20)
                .mapToObj(_ -> new DataKeys(database, keyset).create(alice))
                .toList();

        var sealed = get(made.getFirst()).seal(TEXT, CONTEXT);
        for (var key : made) {
            assertThat(get(key).open(sealed, CONTEXT)).isEqualTo(TEXT);
        }
    }

    @Test
    void manyMissesOfOneUserReadOnce() throws Exception {
        get(keys.create(alice));
        var node = new DataKeys(database, keyset);

        var read = IntStream.range(0, 20).mapToObj(_ -> node.of(alice)).toList();

        var first = get(read.getFirst());
        for (var key : read) {
            assertThat(get(key)).isSameAs(first);
        }
    }

    @Test
    void whoHasNoKeyIsUnknownUntilOneIsMade() throws Exception {
        var failure = catchThrowable(() -> get(keys.of(alice)));

        assertThat(ErrorCode.of(failure.getCause())).contains(ErrorCode.USER_NOT_FOUND);
        assertThat(keys.cached(alice)).isEmpty();
        get(new DataKeys(database, keyset).create(alice));
        assertThat(get(keys.of(alice))).isNotNull();
    }

    @Test
    void readsManyAtOnceAndLeavesOutWhoHasNone() throws Exception {
        get(keys.create(alice));
        get(keys.create(bob));
        var mallory = someone();

        assertThat(get(new DataKeys(database, keyset).of(List.of(alice, bob, mallory, alice))))
                .containsOnlyKeys(alice, bob);
        assertThat(get(keys.of(List.of()))).isEmpty();
    }

    @Test
    void aRotatedKeysetStillOpensOlderKeysAndTheOldOneNotTheNewer() throws Exception {
        var sealed = get(keys.create(alice)).seal(TEXT, CONTEXT);
        var rotated = new DataKeys(database, MasterKeysets.rotated(keyset));

        assertThat(get(rotated.of(alice)).open(sealed, CONTEXT)).isEqualTo(TEXT);
        get(rotated.create(bob));
        assertThatThrownBy(() -> get(keys.of(bob))).hasCauseInstanceOf(IllegalStateException.class);
    }

    @Test
    void aKeyCopiedToAnotherUserDoesNotOpen() throws Exception {
        get(keys.create(alice));
        get(database.query(connection -> connection.createStatement().executeUpdate("""
                        INSERT INTO user_keys (user_id, wrapped_key)
                        SELECT '%s', wrapped_key FROM user_keys WHERE user_id = '%s'
                        """.formatted(bob, alice))));

        assertThatThrownBy(() -> get(keys.of(bob))).hasCauseInstanceOf(IllegalStateException.class);
    }

    @Test
    void aDestroyedKeyIsGoneFromTableAndMemory() throws Exception {
        get(keys.create(alice));
        assertThat(keys.cached(alice)).isPresent();

        get(keys.destroy(alice));

        assertThat(keys.cached(alice)).isEmpty();
        assertThat(get(keys.of(List.of(alice)))).isEmpty();
    }

    @Test
    void aForgottenKeyIsReadAgain() throws Exception {
        get(keys.create(alice));

        keys.forget(alice);

        assertThat(keys.cached(alice)).isEmpty();
        assertThat(get(keys.of(alice))).isNotNull();
        assertThat(keys.cached(alice)).isPresent();
    }

    @Test
    void refusesWhatIsNoKeysetWithoutRepeatingIt() {
        assertThatThrownBy(() -> new DataKeys(database, "{\"secret\": 1}"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageNotContaining("secret")
                .hasNoCause();
    }

    private static UserId someone() {
        return UserId.of(UUID.randomUUID());
    }

    private static <T> T get(CompletionStage<T> stage) throws Exception {
        return stage.toCompletableFuture().get(30, TimeUnit.SECONDS);
    }
}

package social.nova.http.conversation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Instant;
import java.util.Map;
import java.util.Random;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import social.nova.persistence.common.TestDatabase;
import social.nova.persistence.user.DataKey;
import social.nova.persistence.user.DataKeys;
import social.nova.protocols.common.Sealed;
import social.nova.protocols.common.UserId;
import social.nova.protocols.conversation.Conversation.Body;
import social.nova.protocols.conversation.Conversation.Encryption;
import social.nova.protocols.conversation.Conversation.Message;
import social.nova.protocols.conversation.ConversationId;
import social.nova.protocols.conversation.ConversationIds;
import social.nova.protocols.conversation.ConversationMessages.IdempotencyKey;

class MessageSealingTest {
    private static final ConversationIds IDS = new ConversationIds(new byte[32]);
    private static final ConversationId C = IDS.group(new Random());
    private static final ConversationId D = IDS.group(new Random());
    private static final UserId ALICE = UserId.of(UUID.randomUUID());
    private static final UserId BOB = UserId.of(UUID.randomUUID());
    private static @Nullable DataKey alicesKey;
    private static @Nullable DataKey bobsKey;

    @BeforeAll
    static void makeKeys() throws Exception {
        var keys = new DataKeys(TestDatabase.get(), TestDatabase.MASTER_KEYSET);
        alicesKey = keys.create(ALICE).toCompletableFuture().get(30, TimeUnit.SECONDS);
        bobsKey = keys.create(BOB).toCompletableFuture().get(30, TimeUnit.SECONDS);
    }

    @Test
    void opensWhatItSealedAndNothingThatWasMoved() {
        var body = MessageSealing.seal(key(alicesKey), C, ALICE, text("gr\u00fc\u00dfe", null));
        var keys = Map.of(ALICE, key(alicesKey), BOB, key(bobsKey));

        assertThat(MessageSealing.open(keys, C, message(C, ALICE, body)))
                .contains(new Draft.Plaintext("gr\u00fc\u00dfe"));
        assertThatThrownBy(() -> MessageSealing.open(keys, D, message(D, ALICE, body)))
                .isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(() -> MessageSealing.open(keys, C, message(C, BOB, body)))
                .isInstanceOf(IllegalStateException.class);
    }

    @Test
    void theSameTextIsSealedDifferentlyEachTime() {
        var first = MessageSealing.seal(key(alicesKey), C, ALICE, text("same", null));
        var second = MessageSealing.seal(key(alicesKey), C, ALICE, text("same", null));

        assertThat(first.sealed().nonce()).isNotEqualTo(second.sealed().nonce());
        assertThat(first.sealed().content()).isNotEqualTo(second.sealed().content());
    }

    @Test
    void withoutItsSendersKeyAMessageHasNoText() {
        var body = MessageSealing.seal(key(alicesKey), C, ALICE, text("gone", null));

        assertThat(MessageSealing.open(Map.of(BOB, key(bobsKey)), C, message(C, ALICE, body)))
                .isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"c2VjcmV0", "AA==", "AA"})
    void whatAClientSealedComesBackAsItCameAndIsNotKeptSo(String content) {
        var nonce = "aB".repeat(24);
        var body = MessageSealing.seal(key(alicesKey), C, ALICE, Draft.of(null, content, nonce, null));
        var keys = Map.of(ALICE, key(alicesKey), BOB, key(bobsKey));

        assertThat(MessageSealing.open(keys, C, message(C, ALICE, body)))
                .contains(new Draft.Ciphertext(new Sealed(content, nonce)));
        assertThat(body.encryption()).isEqualTo(Encryption.END_TO_END);
        assertThat(body.sealed().content()).doesNotContain(content);
        assertThat(body.sealed().nonce()).isNotEqualTo(nonce);
        assertThat(MessageSealing.open(Map.of(BOB, key(bobsKey)), C, message(C, ALICE, body)))
                .isEmpty();
        assertThatThrownBy(() -> MessageSealing.open(keys, D, message(D, ALICE, body)))
                .isInstanceOf(IllegalStateException.class);
        var asText = new Body(body.sealed(), Encryption.AT_REST);
        assertThatThrownBy(() -> MessageSealing.open(keys, C, message(C, ALICE, asText)))
                .isInstanceOf(IllegalStateException.class);
    }

    @Test
    void whatWasKeptAsItCameIsStillRead() {
        var asItCame = new Sealed("c2VjcmV0", "0".repeat(48));
        var message = message(C, ALICE, new Body(asItCame, Encryption.END_TO_END));

        assertThat(MessageSealing.open(Map.of(ALICE, key(alicesKey)), C, message))
                .contains(new Draft.Ciphertext(asItCame));
        assertThat(MessageSealing.open(Map.of(), C, message)).isEmpty();
    }

    @Test
    void aRetryHasTheSameDigestsAlthoughItIsSealedAnew() {
        assertThat(digests(alicesKey, C, text("same", "k"))).isEqualTo(digests(alicesKey, C, text("same", "k")));
        assertThat(MessageSealing.idempotencyKey(key(alicesKey), C, text("same", null)))
                .isEmpty();
    }

    @Test
    void aKeyBelongsToItsSenderAndItsConversation() {
        var digest = digests(alicesKey, C, text("same", "k")).key();

        assertThat(digests(bobsKey, C, text("same", "k")).key()).isNotEqualTo(digest);
        assertThat(digests(alicesKey, D, text("same", "k")).key()).isNotEqualTo(digest);
        assertThat(digests(alicesKey, C, text("same", "k2")).key()).isNotEqualTo(digest);
    }

    @Test
    void anotherTextUnderTheSameKeyShows() {
        var nonce = "0".repeat(48);
        var digest = digests(alicesKey, C, text("AA==", "k")).body();

        assertThat(digests(alicesKey, C, text("AA=", "k")).body()).isNotEqualTo(digest);
        assertThat(digests(alicesKey, C, Draft.of(null, "AA==", nonce, "k")).body())
                .isNotEqualTo(digest)
                .isNotEqualTo(digests(alicesKey, C, Draft.of(null, "AA==", "1" + nonce.substring(1), "k"))
                        .body());
    }

    private static IdempotencyKey digests(@Nullable DataKey key, ConversationId conversation, Draft draft) {
        return MessageSealing.idempotencyKey(key(key), conversation, draft).orElseThrow();
    }

    private static Draft text(String text, @Nullable String key) {
        return Draft.of(text, null, null, key);
    }

    private static Message message(ConversationId conversation, UserId sender, Body body) {
        return new Message(IDS.message(conversation, 1), 1, 2, sender, body, Instant.EPOCH);
    }

    private static DataKey key(@Nullable DataKey key) {
        if (key == null) {
            throw new IllegalStateException("Made before all");
        }
        return key;
    }
}

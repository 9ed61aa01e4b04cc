package social.nova.http.conversation;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Random;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import social.nova.persistence.common.TestDatabase;
import social.nova.persistence.user.DataKey;
import social.nova.persistence.user.DataKeys;
import social.nova.protocols.common.Sealed;
import social.nova.protocols.common.UserId;
import social.nova.protocols.conversation.Conversation.Body;
import social.nova.protocols.conversation.Conversation.Encryption;
import social.nova.protocols.conversation.ConversationId;
import social.nova.protocols.conversation.ConversationIds;
import social.nova.protocols.conversation.WordDigests;

class MessageIndexingTest {
    private static final ConversationId C = new ConversationIds(new byte[32]).group(new Random());
    private static final UserId ALICE = UserId.of(UUID.randomUUID());

    @Test
    void aMessageThatIsThereHasTheWordsThatItWouldBeSentWith() throws Exception {
        var key = key();
        var body = MessageSealing.seal(key, C, ALICE, new Draft.Plaintext("Tea at five"));

        assertThat(words(key, body)).isEqualTo(BlindIndex.of(key, C, Set.of("tea", "at", "five")));
    }

    @Test
    void oneThatIsDamagedOrThatClientsHaveSealedHasNone() throws Exception {
        var key = key();
        var damaged = new Body(new Sealed("AAAA", "0".repeat(48)), Encryption.AT_REST);
        var sealed = new Draft.Ciphertext(new Sealed("c2VjcmV0", "0".repeat(48)));

        assertThat(words(key, damaged)).isEqualTo(WordDigests.NONE);
        assertThat(words(key, MessageSealing.seal(key, C, ALICE, sealed))).isEqualTo(WordDigests.NONE);
    }

    private static WordDigests words(DataKey key, Body body) {
        return MessageIndexing.ofThisRelease().cut().of(key, C, ALICE, body);
    }

    private static DataKey key() throws Exception {
        return new DataKeys(TestDatabase.get(), TestDatabase.MASTER_KEYSET)
                .create(ALICE)
                .toCompletableFuture()
                .get(30, TimeUnit.SECONDS);
    }
}

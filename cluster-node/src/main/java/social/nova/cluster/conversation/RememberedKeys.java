package social.nova.cluster.conversation;

import com.fasterxml.jackson.annotation.JsonAutoDetect;
import com.fasterxml.jackson.annotation.JsonAutoDetect.Visibility;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Optional;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;
import social.nova.protocols.conversation.ConversationMessages.IdempotencyKey;
import social.nova.protocols.conversation.ConversationMessages.MessageSent;
import social.nova.protocols.conversation.ConversationMessages.Remembered;

/// The newest idempotency keys of a conversation: 2,000, of which those count that are younger than 24 hours. Older
/// ones are in the `messages` table.
@JsonAutoDetect(
        fieldVisibility = Visibility.ANY,
        getterVisibility = Visibility.NONE,
        isGetterVisibility = Visibility.NONE)
final class RememberedKeys {
    static final int MOST = 2_000;
    static final Duration KEPT = Duration.ofHours(24);

    private LinkedHashMap<String, Remembered> keys = new LinkedHashMap<>();
    private @Nullable Instant forgottenAt;

    void add(MessageSent sent) {
        if (sent.key() != null) {
            keys.putLast(sent.key().key(), new Remembered(sent.key().body(), sent.sequenceNumber(), sent.at()));
            if (keys.size() > MOST) {
                forgottenAt = keys.pollFirstEntry().getValue().at();
            }
        }
    }

    /// What this key produced within the last 24 hours, as far as it is remembered here.
    Optional<Remembered> remembered(IdempotencyKey key, Instant now) {
        return Optional.ofNullable(keys.get(key.key()))
                .filter(earlier -> earlier.at().isAfter(now.minus(KEPT)));
    }

    /// Whether a key younger than 24 hours has been pushed out of memory, so that only the table can tell.
    boolean mayHaveForgotten(Instant now) {
        return forgottenAt != null && forgottenAt.isAfter(now.minus(KEPT));
    }

    /// Whether no key younger than that moment has been pushed out of memory.
    boolean rememberAllSince(Instant moment) {
        return forgottenAt == null || forgottenAt.isBefore(moment);
    }

    /// The sequence number of the oldest message whose key is remembered; nothing when no key is.
    OptionalLong oldest() {
        return keys.isEmpty()
                ? OptionalLong.empty()
                : OptionalLong.of(keys.firstEntry().getValue().sequenceNumber());
    }
}

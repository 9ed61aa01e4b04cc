package social.nova.cluster.conversation;

import com.fasterxml.jackson.annotation.JsonAutoDetect;
import com.fasterxml.jackson.annotation.JsonAutoDetect.Visibility;
import com.fasterxml.jackson.annotation.JsonInclude;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;
import social.nova.protocols.conversation.ConversationMessages.IdempotencyKey;
import social.nova.protocols.conversation.ConversationMessages.MessageSent;
import social.nova.protocols.conversation.ConversationMessages.Remembered;

/// The newest idempotency keys of a conversation: of 24 hours, 2,000 at most. Older ones are in the `messages` table;
/// whether it has to be asked is told by [ForgottenKeys].
@JsonAutoDetect(
        fieldVisibility = Visibility.ANY,
        getterVisibility = Visibility.NONE,
        isGetterVisibility = Visibility.NONE)
final class RememberedKeys {
    static final int MOST = 2_000;
    static final Duration KEPT = Duration.ofHours(24);

    private LinkedHashMap<String, Remembered> keys = new LinkedHashMap<>();

    // When the youngest key that was pushed out was sent: not always the last, clocks differ and are set.
    private @Nullable Instant forgottenAt;

    // Null while nothing was pushed out, and in snapshots of releases that did not keep it.
    @JsonInclude(JsonInclude.Include.NON_NULL)
    private @Nullable ForgottenKeys forgotten;

    void add(MessageSent sent) {
        if (sent.key() != null) {
            keys.putLast(sent.key().key(), new Remembered(sent.key().body(), sent.sequenceNumber(), sent.at()));
            while (keys.size() > MOST || hasExpired(keys.firstEntry(), sent.at())) {
                forget(keys.pollFirstEntry(), sent.at());
            }
        }
    }

    private static boolean hasExpired(Map.Entry<String, Remembered> oldest, Instant now) {
        return !oldest.getValue().at().isAfter(now.minus(KEPT));
    }

    private void forget(Map.Entry<String, Remembered> oldest, Instant now) {
        if (forgotten == null) {
            forgotten = ForgottenKeys.after(forgottenAt);
        }
        var at = oldest.getValue().at();
        forgotten.add(oldest.getKey(), at, now.minus(KEPT));
        forgottenAt = forgottenAt == null || at.isAfter(forgottenAt) ? at : forgottenAt;
    }

    /// What this key produced within the last 24 hours, as far as it is remembered here.
    Optional<Remembered> remembered(IdempotencyKey key, Instant now) {
        return Optional.ofNullable(keys.get(key.key()))
                .filter(earlier -> earlier.at().isAfter(now.minus(KEPT)));
    }

    /// Whether this key may have been sent within the last 24 hours and pushed out of memory: only the table can tell.
    boolean mayHaveForgotten(IdempotencyKey key, Instant now) {
        var expired = now.minus(KEPT);
        return forgottenAt != null
                && forgottenAt.isAfter(expired)
                && (forgotten == null || forgotten.mayHave(key.key(), expired));
    }

    /// The sequence number of the oldest message whose key is remembered; nothing when no key is.
    OptionalLong oldest() {
        return keys.isEmpty()
                ? OptionalLong.empty()
                : OptionalLong.of(keys.firstEntry().getValue().sequenceNumber());
    }
}

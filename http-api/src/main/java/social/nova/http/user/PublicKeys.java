package social.nova.http.user;

import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.concurrent.CompletionStage;
import social.nova.persistence.user.DataKeys;
import social.nova.persistence.user.PersonalField;
import social.nova.persistence.user.PublicKeyRepository;
import social.nova.persistence.user.PublicKeyRepository.PublicKey;
import social.nova.protocols.common.UserId;
import social.nova.protocols.user.UserKeys;

/// Public keys: decided by their users' entities, and shown to others through the table.
public record PublicKeys(Users users, DataKeys keys, PublicKeyRepository table) {

    /// Makes this the user's key, and answers when every read shows it.
    public CompletionStage<PublicKey> put(UserId user, String text) {
        return keys.of(user).thenCompose(key -> {
            var digest = Base64.getEncoder().encodeToString(key.digest(text.getBytes(StandardCharsets.UTF_8)));
            return users.<UserKeys.PublicKey>ask(
                            user,
                            replyTo -> new UserKeys.PutPublicKey(
                                    PersonalField.PUBLIC_KEY.seal(key, user, text), digest, replyTo))
                    .thenCompose(newest -> table.add(
                            user,
                            new PublicKey(
                                    newest.number(),
                                    PersonalField.PUBLIC_KEY.open(key, user, newest.content()),
                                    newest.since())));
        });
    }
}

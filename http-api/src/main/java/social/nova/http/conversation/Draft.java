package social.nova.http.conversation;

import java.util.Base64;
import java.util.List;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import social.nova.http.common.Parameters;
import social.nova.http.common.TextForm;
import social.nova.http.common.Validation;
import social.nova.protocols.common.Sealed;
import social.nova.protocols.common.UserId;
import social.nova.protocols.conversation.ConversationMessages;
import social.nova.protocols.conversation.MessageId;

/// A message as a client wants it sent, checked for form.
///
/// @param idempotencyKey the client's own name for it; the same key sends it once, however often it is tried
/// @param repliesTo the message that it answers
/// @param mentions who is named in it; who is no member is not
public record Draft(
        Content content,
        @Nullable String idempotencyKey,
        @Nullable MessageId repliesTo,
        List<UserId> mentions) {
    static final int MAX_CHARACTERS = 10_000;
    static final int MAX_CIPHERTEXT = 32 * 1024;
    static final int MAX_KEY = 128;
    private static final Pattern NONCE = Pattern.compile("[0-9a-fA-F]{48}");

    /// What is said.
    public sealed interface Content {}

    /// Text that Nova seals before it is stored.
    public record Plaintext(String text) implements Content {}

    /// What the client sealed itself; passed on as it came.
    public record Ciphertext(Sealed sealed) implements Content {}

    /// A message that answers no other and names nobody, of a request that calls its text `plaintext`.
    ///
    /// @throws social.nova.http.common.BadRequest naming every rule that is broken
    public static Draft of(
            @Nullable String plaintext,
            @Nullable String encryptedContent,
            @Nullable String nonce,
            @Nullable String idempotencyKey) {
        return of("plaintext", plaintext, encryptedContent, nonce, idempotencyKey);
    }

    /// The same of one that calls its text otherwise.
    ///
    /// @param textField what its sender calls `plaintext`
    /// @throws social.nova.http.common.BadRequest naming every rule that is broken
    public static Draft of(
            String textField,
            @Nullable String plaintext,
            @Nullable String encryptedContent,
            @Nullable String nonce,
            @Nullable String idempotencyKey) {
        var validation = new Validation()
                .check(
                        (plaintext == null) != (encryptedContent == null),
                        textField,
                        "either this, or encrypted_content with nonce");
        if (plaintext != null) {
            validation.check(plaintext, TextForm.PROSE, MAX_CHARACTERS, textField);
        }
        validation
                .check(
                        encryptedContent == null || isBase64(encryptedContent),
                        "encrypted_content",
                        "base64 of 1 to " + MAX_CIPHERTEXT + " bytes")
                .check(
                        (encryptedContent == null) == (nonce == null),
                        "nonce",
                        "goes with encrypted_content, and only with it")
                .check(nonce == null || NONCE.matcher(nonce).matches(), "nonce", "48 hex characters")
                .check(
                        idempotencyKey == null || TextForm.isOfCharacters(idempotencyKey, MAX_KEY),
                        "idempotency_key",
                        "1 to " + MAX_KEY + " characters")
                .orRefuse();
        Content content = plaintext != null
                ? new Plaintext(plaintext)
                : new Ciphertext(new Sealed(given(encryptedContent), given(nonce)));
        return new Draft(content, idempotencyKey, null, List.of());
    }

    /// The same message, answering another one and naming people.
    ///
    /// @throws social.nova.http.common.BadRequest if what is given are no ids, or too many
    public Draft about(@Nullable String repliesTo, @Nullable List<@Nullable String> mentions) {
        var named = mentions == null ? List.<@Nullable String>of() : mentions;
        new Validation()
                .check(
                        named.size() <= ConversationMessages.MAX_MENTIONS,
                        "mentions",
                        "at most " + ConversationMessages.MAX_MENTIONS)
                .orRefuse();
        return new Draft(
                content,
                idempotencyKey,
                repliesTo == null ? null : Parameters.message("reply_to", repliesTo),
                named.stream()
                        .map(user -> Parameters.user("mentions", user))
                        .distinct()
                        .toList());
    }

    private static String given(@Nullable String checked) {
        if (checked == null) {
            throw new IllegalStateException("Checked above");
        }
        return checked;
    }

    private static boolean isBase64(String text) {
        // Four characters carry three bytes: refuse by length before decoding.
        if (text.isEmpty() || text.length() > (MAX_CIPHERTEXT + 2) / 3 * 4) {
            return false;
        }
        try {
            return Base64.getDecoder().decode(text).length <= MAX_CIPHERTEXT;
        } catch (IllegalArgumentException e) {
            return false;
        }
    }
}

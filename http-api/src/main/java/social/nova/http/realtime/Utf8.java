package social.nova.http.realtime;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/// Strict UTF-8: no overlong forms, no surrogates, nothing above U+10FFFF, nothing cut short.
final class Utf8 {

    private Utf8() {}

    /// The text, or null when the bytes are not UTF-8.
    static @Nullable String decode(byte[] bytes, int offset, int length) {
        // The lenient decoder is the JDK's fast one, and marks each fault with U+FFFD: only a text that has one is
        // looked at again, since a client may also have sent that character itself.
        var text = new String(bytes, offset, length, StandardCharsets.UTF_8);
        return text.indexOf('\uFFFD') < 0 || isValid(bytes, offset, length) ? text : null;
    }

    private static boolean isValid(byte[] bytes, int offset, int length) {
        try {
            StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes, offset, length));
            return true;
        } catch (CharacterCodingException _) {
            return false;
        }
    }
}

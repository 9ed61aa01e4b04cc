package social.nova.http.account;

import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import social.nova.persistence.user.DataKey;

/// Codes on paper, each good once in place of an authenticator's: `ABCDE-FGH23`, 50 random bits.
///
/// Digests are made under the user's data key: who has the database but not the keys cannot try codes out.
record BackupCodes(List<String> codes) {
    private static final int COUNT = 10;
    private static final int HALF = 5;

    // Nothing that people take for something else: no I, O, 0, 1.
    private static final String ALPHABET = "ABCDEFGHJKLMNPQRSTUVWXYZ23456789";
    private static final byte[] PURPOSE = "backup-code".getBytes(StandardCharsets.US_ASCII);

    static BackupCodes generate(SecureRandom random) {
        return new BackupCodes(Stream.generate(() -> half(random) + "-" + half(random))
                .distinct()
                .limit(COUNT)
                .toList());
    }

    List<String> digests(DataKey key) {
        return codes.stream().map(code -> digest(key, code)).toList();
    }

    /// What is kept of a code, however it is typed.
    static String digest(DataKey key, String code) {
        var plain = code.replaceAll("[^A-Za-z0-9]", "").toUpperCase(Locale.ROOT);
        return Base64.getEncoder().encodeToString(key.digest(PURPOSE, plain.getBytes(StandardCharsets.US_ASCII)));
    }

    private static String half(SecureRandom random) {
        return random.ints(HALF, 0, ALPHABET.length())
                .mapToObj(n -> String.valueOf(ALPHABET.charAt(n)))
                .collect(Collectors.joining());
    }

    @Override
    public String toString() {
        return "BackupCodes[***]";
    }
}

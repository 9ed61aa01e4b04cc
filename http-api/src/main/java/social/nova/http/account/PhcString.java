package social.nova.http.account;

import java.util.Base64;
import java.util.regex.Pattern;

/// A hash as it is kept, by the PHC string format: with all that is needed to compute it again from a password.
///
/// @param salt in Base64 without padding, as is `hash`
record PhcString(Cost cost, String salt, String hash) {
    private static final Pattern ARGON2ID = Pattern.compile(
            "\\$argon2id\\$v=19\\$m=(\\d{1,9}),t=(\\d{1,9}),p=(\\d{1,3})\\$([A-Za-z0-9+/]+)\\$([A-Za-z0-9+/]+)");

    private static final Base64.Encoder ENCODER = Base64.getEncoder().withoutPadding();

    /// What one hash takes: memory in KiB, passes over it, lanes.
    record Cost(int memoryKib, int iterations, int parallelism) {

        /// KiB that are written: what a guess costs, however many lanes share it.
        long work() {
            return (long) memoryKib * iterations;
        }
    }

    static PhcString of(Cost cost, byte[] salt, byte[] hash) {
        return new PhcString(cost, ENCODER.encodeToString(salt), ENCODER.encodeToString(hash));
    }

    /// Throws for what is no Argon2id string of version 1.3, without repeating it.
    static PhcString parse(String text) {
        var parts = ARGON2ID.matcher(text);
        if (!parts.matches()) {
            throw new IllegalArgumentException("expected an Argon2id hash as a PHC string");
        }
        var cost = new Cost(number(parts.group(1)), number(parts.group(2)), number(parts.group(3)));
        return new PhcString(cost, parts.group(4), parts.group(5));
    }

    byte[] saltBytes() {
        return Base64.getDecoder().decode(salt);
    }

    byte[] hashBytes() {
        return Base64.getDecoder().decode(hash);
    }

    String text() {
        return "$argon2id$v=19$m=" + cost.memoryKib + ",t=" + cost.iterations + ",p=" + cost.parallelism + "$" + salt
                + "$" + hash;
    }

    @Override
    public String toString() {
        return "PhcString[***]";
    }

    private static int number(String digits) {
        return Integer.parseInt(digits);
    }
}

package social.nova.protocols.settings;

/// Whole numbers within bounds.
final class Numbers {
    static final int MAX_PORT = 65_535;

    private Numbers() {}

    static int parse(String text, int min, int max) {
        return Math.toIntExact(parse(text, (long) min, max));
    }

    /// @throws IllegalArgumentException if the text is no such number; the message says why
    static long parse(String text, long min, long max) {
        long number;
        try {
            number = Long.parseLong(text.strip());
        } catch (NumberFormatException e) {
            throw new IllegalArgumentException("not a whole number", e);
        }
        if (number < min) {
            throw new IllegalArgumentException("below " + min);
        }
        if (number > max) {
            throw new IllegalArgumentException("above " + max);
        }
        return number;
    }
}

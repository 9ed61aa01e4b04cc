package social.nova.http.common;

import java.util.ArrayDeque;
import java.util.Objects;
import java.util.Optional;

/// What texts may consist of that people write for each other: the one place that says so.
///
/// Lengths are counted in code points. No text has control characters or half a surrogate pair, and every text has
/// something to see in it. Characters that change the direction of what follows must not reach beyond their text,
/// where clients show it beside others.
///
/// What clients have encrypted is no text: nobody here can read it.
public enum TextForm {
    /// A name: one line, in which nothing changes the direction by force.
    LINE,
    /// A message, what people tell of themselves: lines, with tabs. What changes the direction ends in its line.
    PROSE;

    private static final int POP_DIRECTIONAL_FORMATTING = 0x202C;
    private static final int POP_DIRECTIONAL_ISOLATE = 0x2069;
    private static final int PARAGRAPH_SEPARATOR = 0x2029;
    private static final int BRAILLE_BLANK = 0x2800;

    /// The rule that a text breaks, to be told to who wrote it; nothing if it breaks none.
    ///
    /// @param max characters
    public Optional<String> brokenBy(String text, int max) {
        if (!isOfCharacters(text, max)) {
            return Optional.of("1 to %d characters".formatted(max));
        }
        if (text.codePoints().noneMatch(TextForm::isVisible)) {
            return Optional.of("1 to %d characters, not only spaces".formatted(max));
        }
        var lines = text.replace("\r\n", "\n");
        return lines.codePoints().allMatch(this::allows) && isClosed(lines)
                ? Optional.empty()
                : Optional.of("1 to %d characters, %s".formatted(max, allowed()));
    }

    /// Whether these are 1 to so many characters, whichever: enough for what is compared only and never shown.
    public static boolean isOfCharacters(String text, int max) {
        // Half a surrogate pair is no character: it would come out as another one.
        return !text.isEmpty()
                && text.codePointCount(0, text.length()) <= max
                && text.codePoints().noneMatch(character -> Character.getType(character) == Character.SURROGATE);
    }

    /// Whether a character shows nothing and means nothing for what a text says: `Default_Ignorable_Code_Point` of
    /// Unicode 16. Those that are not assigned yet are among them.
    public static boolean isIgnorable(int character) {
        return switch (character) {
            case 0x00AD, 0x034F, 0x061C, 0x115F, 0x1160, 0x17B4, 0x17B5, 0x3164, 0xFEFF, 0xFFA0 -> true;
            default ->
                within(character, 0x180B, 0x180F)
                        || within(character, 0x200B, 0x200F)
                        || within(character, 0x202A, 0x202E)
                        || within(character, 0x2060, 0x206F)
                        || within(character, 0xFE00, 0xFE0F)
                        || within(character, 0xFFF0, 0xFFF8)
                        || within(character, 0x1BCA0, 0x1BCA3)
                        || within(character, 0x1D173, 0x1D17A)
                        || within(character, 0xE0000, 0xE0FFF);
        };
    }

    private static boolean isVisible(int character) {
        return !Character.isWhitespace(character)
                && !Character.isSpaceChar(character)
                && !isControl(character)
                && !isIgnorable(character)
                && character != BRAILLE_BLANK;
    }

    private boolean allows(int character) {
        return switch (this) {
            case LINE -> !isControl(character) && !isLineSeparator(character) && !isDirectional(character);
            case PROSE -> !isControl(character) || character == '\n' || character == '\t';
        };
    }

    private String allowed() {
        return switch (this) {
            case LINE -> "in one line, without control characters and U+202A to U+202E, U+2066 to U+2069";
            case PROSE ->
                "without control characters but line breaks and tabs; what U+202A to U+202E and U+2066 to U+2069"
                        + " begin ends in its line";
        };
    }

    // Whatever begins another direction is ended, the last begun first, and nothing is ended that has not begun.
    private static boolean isClosed(String text) {
        var ends = new ArrayDeque<Integer>();
        for (var character : text.codePoints().toArray()) {
            switch (character) {
                case 0x202A, 0x202B, 0x202D, 0x202E -> ends.push(POP_DIRECTIONAL_FORMATTING);
                case 0x2066, 0x2067, 0x2068 -> ends.push(POP_DIRECTIONAL_ISOLATE);
                case POP_DIRECTIONAL_FORMATTING, POP_DIRECTIONAL_ISOLATE -> {
                    if (!Objects.equals(ends.poll(), character)) {
                        return false;
                    }
                }
                case '\n', PARAGRAPH_SEPARATOR -> {
                    if (!ends.isEmpty()) {
                        return false;
                    }
                }
                default -> {}
            }
        }
        return ends.isEmpty();
    }

    private static boolean isControl(int character) {
        return Character.getType(character) == Character.CONTROL;
    }

    private static boolean isLineSeparator(int character) {
        return Character.getType(character) == Character.LINE_SEPARATOR || character == PARAGRAPH_SEPARATOR;
    }

    private static boolean isDirectional(int character) {
        return within(character, 0x202A, 0x202E) || within(character, 0x2066, 0x2069);
    }

    private static boolean within(int character, int first, int last) {
        return first <= character && character <= last;
    }
}

package social.nova.http.conversation;

import java.lang.Character.UnicodeScript;
import java.text.Normalizer;
import java.text.Normalizer.Form;
import java.util.LinkedHashSet;
import java.util.Locale;
import java.util.Set;
import social.nova.http.common.TextForm;

/// The words of a text as they are compared when somebody searches: in NFKC, without regard to case and to characters
/// that nobody sees, cut by the rules of Unicode (UAX 29), but also at dots and colons between letters.
///
/// Some scripts put nothing between words. There every character is a word, and so are every two that stand beside each
/// other; who looks for several finds them in this order. No dictionary and no table of a library decides, since what
/// is stored must be found for ever.
final class Words {
    /// Another number whenever a text may have other words than before: every message is indexed anew then.
    static final int RULES = 1;

    /// Of a longer word only the beginning counts.
    private static final int MAX_CHARACTERS = 64;

    private static final Set<UnicodeScript> WITHOUT_SPACES = Set.of(
            UnicodeScript.HAN,
            UnicodeScript.HIRAGANA,
            UnicodeScript.KATAKANA,
            UnicodeScript.BOPOMOFO,
            UnicodeScript.THAI,
            UnicodeScript.LAO,
            UnicodeScript.KHMER,
            UnicodeScript.MYANMAR);
    /// Belongs to two of them, and so to none.
    private static final int PROLONGED_SOUND = 0x30FC;

    private final int[] text;
    private final int most;
    private final boolean wanted;
    private final Set<String> found = new LinkedHashSet<>();

    private Words(int[] text, int most, boolean wanted) {
        this.text = text;
        this.most = most;
        this.wanted = wanted;
    }

    /// By which a text is found, each once.
    ///
    /// @param most later ones do not count
    static Set<String> in(String text, int most) {
        return new Words(folded(text), most, false).cut();
    }

    /// What a text must have to be found by somebody who types this.
    ///
    /// @param most later ones do not count
    static Set<String> wanted(String query, int most) {
        return new Words(folded(query), most, true).cut();
    }

    private static int[] folded(String text) {
        var upper = Normalizer.normalize(text, Form.NFKC).toUpperCase(Locale.ROOT);
        var folded = upper.codePoints()
                .filter(character ->
                        Character.getType(character) != Character.FORMAT && !TextForm.isIgnorable(character))
                .map(character -> character == '’' ? '\'' : Character.toLowerCase(character))
                .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append);
        return Normalizer.normalize(folded, Form.NFKC).codePoints().toArray();
    }

    private Set<String> cut() {
        for (var start = 0; start < text.length && found.size() < most; ) {
            if (isWithoutSpaces(text[start])) {
                start = cutRun(start);
            } else if (isInWord(text[start])) {
                start = cutWord(start);
            } else {
                start++;
            }
        }
        return found;
    }

    private int cutWord(int start) {
        var end = start + 1;
        while (end < text.length && !isWithoutSpaces(text[end]) && (isInWord(text[end]) || joins(end))) {
            end++;
        }
        for (var n = start; n < end; n++) {
            if (Character.isLetterOrDigit(text[n])) {
                found.add(string(start, Math.min(end, start + MAX_CHARACTERS)));
                break;
            }
        }
        return end;
    }

    private int cutRun(int start) {
        var end = start + 1;
        while (end < text.length && isWithoutSpaces(text[end])) {
            end++;
        }
        for (var n = start; n < end && found.size() < most; n++) {
            if (!wanted || end == start + 1) {
                found.add(string(n, n + 1));
            }
            if (n + 1 < end && found.size() < most) {
                found.add(string(n, n + 2));
            }
        }
        return end;
    }

    // "don't", "3.14", "10,000".
    private boolean joins(int place) {
        if (place + 1 >= text.length) {
            return false;
        }
        var before = text[place - 1];
        var after = text[place + 1];
        return switch (text[place]) {
            case '\'' -> Character.isLetter(before) && Character.isLetter(after);
            case '.', ',' -> Character.isDigit(before) && Character.isDigit(after);
            default -> false;
        };
    }

    private static boolean isWithoutSpaces(int character) {
        return character == PROLONGED_SOUND
                || (WITHOUT_SPACES.contains(UnicodeScript.of(character)) && isInWord(character));
    }

    private static boolean isInWord(int character) {
        return Character.isLetterOrDigit(character)
                || switch (Character.getType(character)) {
                    case Character.NON_SPACING_MARK,
                            Character.ENCLOSING_MARK,
                            Character.COMBINING_SPACING_MARK,
                            Character.CONNECTOR_PUNCTUATION -> true;
                    default -> false;
                };
    }

    private String string(int start, int end) {
        return new String(text, start, end - start);
    }
}

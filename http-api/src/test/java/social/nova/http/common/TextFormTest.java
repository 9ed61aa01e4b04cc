package social.nova.http.common;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class TextFormTest {
    private static final String FACE = "\uD83D\uDE00";

    @ParameterizedTest
    @EnumSource
    void whatPeopleWriteIsTaken(TextForm form) {
        for (var text : new String[] {
            "a",
            " a ",
            FACE,
            "e\u0301",
            "\u2764\uFE0F",
            "\uD83D\uDC68\u200D\uD83D\uDC69",
            "\u0645\u06CC\u200C\u062E\u0648\u0627\u0647\u0645",
            "\u0915\u094D\u200D\u0937",
            "shalom \u05E9\u05DC\u05D5\u05DD\u200E!"
        }) {
            assertThat(form.brokenBy(text, 100)).as(text).isEmpty();
        }
    }

    @ParameterizedTest
    @EnumSource
    void lengthsAreCountedInCharacters(TextForm form) {
        assertThat(form.brokenBy(FACE.repeat(5), 5)).isEmpty();
        assertThat(form.brokenBy(FACE.repeat(6), 5)).contains("1 to 5 characters");
        assertThat(form.brokenBy("", 5)).contains("1 to 5 characters");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                " ",
                "\n\t ",
                "\r\n",
                "\u00A0",
                "\u2003\u3000",
                "\u2028\u2029",
                "\u200B",
                " \u200B\u200D\uFEFF ",
                "\u00AD\u034F\u2060",
                "\u115F\u1160\u3164\uFFA0",
                "\u2800",
                "\uFE0F",
                "\uDB40\uDC20",
                "\u202A\u202C",
                "\u2066\u2069"
            })
    void whatShowsNothingIsEmpty(String text) {
        for (var form : TextForm.values()) {
            assertThat(form.brokenBy(text, 100)).as(form.name()).contains("1 to 100 characters, not only spaces");
        }
    }

    @ParameterizedTest
    @EnumSource
    void noControlCharacterIsTaken(TextForm form) {
        IntStream.concat(IntStream.range(0, 0x20), IntStream.rangeClosed(0x7F, 0x9F))
                .filter(character -> character != '\n' && character != '\t')
                .forEach(character -> assertThat(form.brokenBy("a" + Character.toString(character) + "b", 100))
                        .as("U+%04X".formatted(character))
                        .isPresent());
    }

    @Test
    void onlyProseHasLinesAndTabs() {
        for (var text : new String[] {"a\nb", "a\tb", "a\r\nb", "a\u2028b", "a\u2029b"}) {
            assertThat(TextForm.PROSE.brokenBy(text, 100)).isEmpty();
            assertThat(TextForm.LINE.brokenBy(text, 100)).isPresent();
        }
        assertThat(TextForm.PROSE.brokenBy("a\rb", 100)).isPresent();
    }

    @ParameterizedTest
    @ValueSource(strings = {"\uD83D", "\uDE00x", "a\uD83Db", "\uDE00\uD83D"})
    void halfACharacterIsNone(String text) {
        for (var form : TextForm.values()) {
            assertThat(form.brokenBy(text, 100)).as(form.name()).isPresent();
        }
    }

    @Test
    void inANameNothingChangesTheDirection() {
        IntStream.concat(IntStream.rangeClosed(0x202A, 0x202E), IntStream.rangeClosed(0x2066, 0x2069))
                .mapToObj(Character::toString)
                .forEach(character -> {
                    assertThat(TextForm.LINE.brokenBy("a" + character + "b", 100))
                            .isPresent();
                    assertThat(TextForm.LINE.brokenBy("a" + character + "b\u202C\u2069", 100))
                            .isPresent();
                });
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "call \u202A+49 30 1234\u202C now",
                "\u2066a\u2069\u2067b\u2069\u2068c\u2069",
                "\u202Ba\u2066b\u202Ec\u202C\u2069d\u202C",
                "\u202Da\u202C\n\u202Eb\u202C"
            })
    void inProseWhatChangesTheDirectionAndEndsIsTaken(String text) {
        assertThat(TextForm.PROSE.brokenBy(text, 100)).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "\u202Ea",
                "a\u202C",
                "a\u2069",
                "\u2066a",
                "\u2067a\u202C",
                "\u202Aa\u2069",
                "\u202Aa\u2066b\u202Cc\u2069",
                "\u202Ea\nb\u202C",
                "\u2068a\u2029b\u2069",
                "\u202Ea\u202C\u202C"
            })
    void whatWouldReachBeyondItsLineIsRefused(String text) {
        assertThat(TextForm.PROSE.brokenBy(text, 100)).isPresent();
    }

    @Test
    void whatIsOnlyComparedMayBeAnyCharacters() {
        assertThat(TextForm.isOfCharacters("\u0000", 1)).isTrue();
        assertThat(TextForm.isOfCharacters(" ", 1)).isTrue();
        assertThat(TextForm.isOfCharacters("", 1)).isFalse();
        assertThat(TextForm.isOfCharacters("ab", 1)).isFalse();
        assertThat(TextForm.isOfCharacters("\uD83D", 1)).isFalse();
    }
}

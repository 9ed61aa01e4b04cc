package social.nova.http.conversation;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class WordsTest {
    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            Meet me at 10, please!        | meet me at 10 please
            don't; she said 'no'          | don't she said no
            don’t                         | don't
            3.14 or 10,000.               | 3.14 or 10,000
            see example.com, e-mail: a_b  | see example com e mail a_b
            STRASSE Straße                | strasse
            ΟΔΟΣ οδός                     | οδοσ οδόσ
            ﬁne ＡＢＣ x²                  | fine abc x2
            Ünï cafe\u0301                | ünï café
            на Привет                     | на привет
            … 👍 --                       | ``
            """)
    void cutsAndFoldsWords(String text, String words) {
        assertThat(String.join(" ", Words.in(text.replace("\\u0301", "\u0301"), 100)))
                .isEqualTo(words);
    }

    @ParameterizedTest
    @ValueSource(
            ints = {
                0x00AD, 0x034F, 0x061C, 0x115F, 0x1160, 0x17B4, 0x180B, 0x180F, 0x200B, 0x200C, 0x200D, 0x200E, 0x202E,
                0x2060, 0x2069, 0x3164, 0xFE0F, 0xFEFF, 0xFFA0, 0x1D173, 0xE0061, 0xE0100
            })
    void whatNobodySeesHidesNoWord(int invisible) {
        var character = Character.toString(invisible);
        for (var word : new String[] {"hello", "cafe\u0301", "don't", "한국", "手機です", "สวัสดี"}) {
            var hidden = String.join(character, word.split("")) + character;

            assertThat(Words.in(hidden, 100)).as(word).isEqualTo(Words.in(word, 100));
            assertThat(Words.wanted(hidden, 100)).as(word).isEqualTo(Words.wanted(word, 100));
        }
    }

    @Test
    void whereNothingIsBetweenWordsEveryCharacterAndEveryPairIsOne() {
        assertThat(Words.in("iPhone手機です。東", 100)).containsExactly("iphone", "手", "手機", "機", "機で", "で", "です", "す", "東");
        assertThat(Words.in("コーヒー", 100)).contains("コー", "ヒー");
        assertThat(Words.wanted("手機 東", 100)).containsExactly("手機", "東");
        assertThat(Words.in("สวัสดี", 100)).containsAll(Words.wanted("วัส", 100));
    }

    @Test
    void whatIsWantedIsAmongWhatIsFoundByTheSameText() {
        var random = new Random(7);
        var letters = "ab Zß.,'’12_-東京タワー한국ไทयक्षि\u0301\u200d👍".codePoints().toArray();
        for (var round = 0; round < 2_000; round++) {
            var text = new StringBuilder();
            IntStream.range(0, 20).forEach(_ -> text.appendCodePoint(letters[random.nextInt(letters.length)]));

            assertThat(Words.in(text.toString(), 1_000))
                    .as(text.toString())
                    .containsAll(Words.wanted(text.toString(), 1_000));
        }
    }

    @Test
    void countsTheFirstWordsOnly() {
        var text = new ArrayList<String>();
        IntStream.range(0, 500).forEach(n -> text.add("w" + n));

        assertThat(Words.in(String.join(" ", text), 256)).containsExactlyElementsOf(text.subList(0, 256));
        assertThat(Words.in("東京".repeat(500), 3)).hasSize(3);
    }

    @Test
    void ofALongWordTheBeginningCounts() {
        assertThat(Words.in("a".repeat(10_000), 9)).isEqualTo(Words.wanted("a".repeat(64), 9));
        assertThat(Words.in("a".repeat(63) + "b", 9)).isNotEqualTo(Words.wanted("a".repeat(64), 9));
        assertThat(List.copyOf(Words.in("x", 9))).containsExactly("x");
    }
}

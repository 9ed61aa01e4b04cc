package social.nova.http.conversation;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class EmojiTest {
    @ParameterizedTest
    @ValueSource(strings = {"👍", "👍🏽", "❤️", "🇨🇭", "#️⃣", "👩‍👩‍👧‍👦", "🏴󠁧󠁢󠁳󠁣󠁴󠁿", "🧑🏿‍❤️‍🧑🏻"})
    void takesWhatUnicodeRecommends(String emoji) {
        assertThat(Emoji.of(emoji)).contains(emoji);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", " ", "a", "1", "👍👍", "👍 ", "🇨", "👍\u200D👍", "\uFE0F", "\u200D", "\uD83D"})
    void takesNothingElse(String text) {
        assertThat(Emoji.of(text)).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"❤", "❤️", "❤️\uFE0F"})
    void knowsOneFormOfEach(String heart) {
        assertThat(Emoji.of(heart)).contains("❤️");
    }
}

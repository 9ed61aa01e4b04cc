package social.nova.http.user;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.NullAndEmptySource;
import org.junit.jupiter.params.provider.ValueSource;
import social.nova.http.common.BadRequest;

class ProfileRulesTest {
    private static final String FACE = "\uD83D\uDE00";

    @ParameterizedTest
    @NullAndEmptySource
    void whatIsNotGivenOrClearedIsRight(@Nullable String text) {
        assertThatCode(() -> new ProfileRules()
                        .name("display_name", text)
                        .bio("bio", text)
                        .url("avatar_url", text)
                        .orRefuse())
                .doesNotThrowAnyException();
    }

    @Test
    void lengthsAreCountedInCharacters() {
        assertThatCode(() -> new ProfileRules()
                        .name("display_name", FACE.repeat(100))
                        .bio("bio", FACE.repeat(500))
                        .orRefuse())
                .doesNotThrowAnyException();
        assertThatThrownBy(() ->
                        new ProfileRules().name("display_name", "x".repeat(101)).orRefuse())
                .isInstanceOf(BadRequest.class);
        assertThatThrownBy(() -> new ProfileRules().bio("bio", "x".repeat(501)).orRefuse())
                .isInstanceOf(BadRequest.class);
    }

    @ParameterizedTest
    @ValueSource(strings = {"a\u0000b", "a\u001bb", "\uD83D", "\uDE00x", "a\u007f"})
    void whatIsNoCharacterIsRefused(String text) {
        assertThatThrownBy(() -> new ProfileRules().name("location", text).orRefuse())
                .isInstanceOf(BadRequest.class);
        assertThatThrownBy(() -> new ProfileRules().bio("bio", text).orRefuse()).isInstanceOf(BadRequest.class);
    }

    @ParameterizedTest
    @ValueSource(strings = {" ", "\u200B", "\u3164", "a\u202Eb", "a\u2066b", "a\u2069"})
    void whatShowsNothingOrTurnsWhatFollowsIsRefused(String text) {
        assertThatThrownBy(() -> new ProfileRules().name("display_name", text).orRefuse())
                .isInstanceOf(BadRequest.class);
        assertThatThrownBy(() -> new ProfileRules().bio("bio", text).orRefuse()).isInstanceOf(BadRequest.class);
    }

    @Test
    void onlyABioHasLines() {
        assertThatCode(() -> new ProfileRules().bio("bio", "a\r\n\tb\nc").orRefuse())
                .doesNotThrowAnyException();
        assertThatThrownBy(() -> new ProfileRules().name("display_name", "a\nb").orRefuse())
                .isInstanceOf(BadRequest.class);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "https://cdn.example.com/avatars/user-123.jpg",
                "http://example.com",
                "http://127.0.0.1:9000/a?b=c#d",
                "https://xn--mller-kva.example/%C3%A4",
                "https://[::1]/x"
            })
    void takesWebAddresses(String url) {
        assertThatCode(() -> new ProfileRules().url("avatar_url", url).orRefuse())
                .doesNotThrowAnyException();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "javascript:alert(1)",
                "data:image/png;base64,AAAA",
                "ftp://example.com/a.png",
                "//example.com/a.png",
                "example.com/a.png",
                "https://",
                "https:///a.png",
                "https:example.com",
                "https://exa mple.com",
                "https://example.com/\u00e4",
                "https://example.com/\n",
                " https://example.com",
                "https://example.com/<script>",
                "file:///etc/passwd"
            })
    void refusesWhatIsNone(String url) {
        assertThatThrownBy(() -> new ProfileRules().url("avatar_url", url).orRefuse())
                .isInstanceOf(BadRequest.class);
    }

    @Test
    void aWebAddressHasAtMost500Characters() {
        var address = "https://example.com/";

        assertThatCode(() -> new ProfileRules()
                        .url("avatar_url", address + "x".repeat(500 - address.length()))
                        .orRefuse())
                .doesNotThrowAnyException();
        assertThatThrownBy(() -> new ProfileRules()
                        .url("avatar_url", address + "x".repeat(501 - address.length()))
                        .orRefuse())
                .isInstanceOf(BadRequest.class);
    }
}

package social.nova.persistence.mail;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class MailTextsTest {
    private final MailTexts texts = new MailTexts(URI.create("https://nova.example.org"));

    @ParameterizedTest
    @EnumSource
    void everyKindSaysAllThatItHasToSayInBothForms(MailKind kind) {
        var text = texts.of(kind, "john_doe", "the-token");

        assertThat(text.subject()).isNotBlank().doesNotContain("\n");
        assertThat(text.plain()).contains("john_doe").doesNotContain("{", "}");
        assertThat(text.html()).contains("<p>", "john_doe").doesNotContain("{username}", "{link}", "{valid}", "{body}");
        assertThat(text.plain().contains("https://nova.example.org"))
                .isEqualTo(kind.link().isPresent());
        assertThat(text.html().contains("#token=the-token"))
                .isEqualTo(kind.link().isPresent());
        assertThat(text).hasToString("Text[***]");
    }
}

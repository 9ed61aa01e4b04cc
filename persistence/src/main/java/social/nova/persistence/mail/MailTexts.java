package social.nova.persistence.mail;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;

/// What mails say: a template of each kind among the resources, its subject on the first line, then paragraphs.
/// `{name}` stands for what differs; a paragraph that is only `{link}` becomes a button in the HTML form.
final class MailTexts {
    private static final String LINK = "{link}";

    private final URI publicUrl;
    private final Map<MailKind, String> templates = new EnumMap<>(MailKind.class);
    private final String frame = resource("frame.html");

    /// @param publicUrl where links lead; never what a request says of itself
    MailTexts(URI publicUrl) {
        this.publicUrl = publicUrl;
        for (var kind : MailKind.values()) {
            templates.put(kind, resource(kind.template() + ".txt"));
        }
    }

    /// A mail in both its forms.
    record Text(String subject, String plain, String html) {
        @Override
        public String toString() {
            return "Text[***]";
        }
    }

    /// @param token of the link, empty for kinds without one
    Text of(MailKind kind, String username, String token) {
        // Behind the #, which browsers send to nobody: neither servers' logs nor other sites learn a token.
        var link =
                kind.link().map(to -> publicUrl + to.path() + "#token=" + token).orElse("");
        var valid = kind.link().map(to -> inWords(to.validFor())).orElse("");
        var filled = Objects.requireNonNull(templates.get(kind), "all were read")
                .replace("{username}", username)
                .replace("{valid}", valid);
        var parts = filled.split("\n\n", 2);
        var subject = parts[0].strip();
        var body = parts[1].strip();
        return new Text(subject, body.replace(LINK, link) + "\n", html(subject, body, link));
    }

    private String html(String subject, String body, String link) {
        var paragraphs = Arrays.stream(body.split("\n\n"))
                .map(String::strip)
                .map(paragraph -> paragraph.equals(LINK) ? button(subject, link) : "<p>" + escaped(paragraph) + "</p>")
                .collect(Collectors.joining("\n"));
        return frame.replace("{subject}", escaped(subject)).replace("{body}", paragraphs);
    }

    private static String button(String subject, String link) {
        return "<p><a class=\"button\" href=\"%s\">%s</a></p>\n<p class=\"small\">%s</p>"
                .formatted(escaped(link), escaped(subject), escaped(link));
    }

    private static String escaped(String text) {
        return text.replace("&", "&amp;")
                .replace("<", "&lt;")
                .replace(">", "&gt;")
                .replace("\"", "&quot;");
    }

    private static String inWords(Duration duration) {
        var hours = duration.toHours();
        return hours == 1 ? "one hour" : hours + " hours";
    }

    private static String resource(String name) {
        try (var file = MailTexts.class.getResourceAsStream(name)) {
            if (file == null) {
                throw new IllegalStateException("No template " + name);
            }
            return new String(file.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}

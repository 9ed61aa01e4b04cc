package social.nova.http.conversation;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// The emoji that Unicode recommends for general interchange (RGI), each in its one form: some keyboards leave out the
/// selector that asks for the coloured picture, and mean the same.
final class Emoji {
    private static final String SELECTOR = "\uFE0F";

    private static final Map<String, String> BY_BARE = read();

    private Emoji() {}

    /// The form in which it is kept, or nothing if this is not exactly one of them.
    static Optional<String> of(String text) {
        return Optional.ofNullable(BY_BARE.get(bare(text)));
    }

    private static Map<String, String> read() {
        try (var file = Emoji.class.getResourceAsStream("emoji.txt")) {
            if (file == null) {
                throw new IllegalStateException("The list of emoji is missing");
            }
            return new String(file.readAllBytes(), StandardCharsets.UTF_8)
                    .lines()
                    .filter(line -> !line.startsWith("# "))
                    .flatMap(line -> Stream.of(line.split(" ", -1)))
                    .collect(Collectors.toUnmodifiableMap(Emoji::bare, Function.identity()));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String bare(String text) {
        return text.replace(SELECTOR, "");
    }
}

package social.nova.http.common;

import akka.http.javadsl.model.HttpHeader;
import akka.http.javadsl.model.HttpMessage;
import java.util.Locale;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;

/// Reads headers by name.
public final class Headers {
    private Headers() {}

    /// The values of all headers of this name, in order, as they were sent.
    public static Stream<String> values(HttpMessage message, String name) {
        var lowercase = name.toLowerCase(Locale.ROOT);
        return StreamSupport.stream(message.getHeaders().spliterator(), false)
                .filter(header -> header.is(lowercase))
                .map(HttpHeader::value);
    }

    public static boolean has(HttpMessage message, String name) {
        return values(message, name).findAny().isPresent();
    }

    /// The elements of a header that is a list, however many lines it came in.
    public static Stream<String> list(HttpMessage message, String name) {
        return values(message, name)
                .flatMap(value -> Stream.of(value.split(",")))
                .map(String::strip)
                .filter(element -> !element.isEmpty());
    }
}

package social.nova.protocols.contract;

import akka.util.ByteString;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// One request and its answer, as seen on the wire.
///
/// @param service whose port it was, if that is known
/// @param target path and query, as sent
/// @param answerHeaders by name, without regard to case
public record Exchange(
        @Nullable Service service,
        String method,
        String target,
        ByteString body,
        int status,
        Map<String, List<String>> answerHeaders,
        ByteString answer) {

    public Exchange {
        var anyCase = new TreeMap<String, List<String>>(String.CASE_INSENSITIVE_ORDER);
        anyCase.putAll(answerHeaders);
        answerHeaders = anyCase;
    }

    String path() {
        var query = target.indexOf('?');
        return query < 0 ? target : target.substring(0, query);
    }

    /// Empty where there is none.
    String query() {
        var query = target.indexOf('?');
        return query < 0 ? "" : target.substring(query + 1);
    }

    boolean succeeded() {
        return status < 400;
    }

    /// Of the answer, without parameters; empty where it has none.
    String mediaType() {
        var values = answerHeaders.getOrDefault("Content-Type", List.of(""));
        return values.getFirst().split(";", 2)[0].strip().toLowerCase(Locale.ROOT);
    }

    @Override
    public String toString() {
        return "%s %s -> %d %s".formatted(method, target, status, answer.utf8String());
    }
}

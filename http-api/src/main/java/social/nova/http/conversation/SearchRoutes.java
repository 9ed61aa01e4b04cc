package social.nova.http.conversation;

import static social.nova.http.routing.Access.USER;

import akka.http.javadsl.model.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;
import social.nova.http.common.BadRequest;
import social.nova.http.common.Parameters;
import social.nova.http.common.TextForm;
import social.nova.http.common.Validation;
import social.nova.http.routing.Answer;
import social.nova.http.routing.Call;
import social.nova.http.routing.Endpoint;

/// `/conversations/{conversation_id}/messages/search`
public final class SearchRoutes {
    private static final int DEFAULT_LIMIT = 20;
    private static final int MAX_LIMIT = 100;
    private static final int MAX_QUERY = 256;
    private static final int MAX_WORDS = 16;

    private final MessageSearching searching;

    public SearchRoutes(MessageSearching searching) {
        this.searching = searching;
    }

    public List<Endpoint> endpoints() {
        return List.of(Endpoint.get("/conversations/{conversation_id}/messages/search", USER, this::search));
    }

    private CompletionStage<HttpResponse> search(Call call) {
        var query = call.query();
        var id = Parameters.conversation(call.path("conversation_id"));
        var limit = (int) Math.min(Parameters.number(query, "limit", 1, DEFAULT_LIMIT), MAX_LIMIT);
        return searching
                .find(call.caller().user(), id, words(query), before(query.get("cursor")), limit)
                .thenApply(found -> Answer.ok(
                        new SearchAnswer(found.messages(), limit, found.more() == 0 ? null : cursor(found.more()))));
    }

    private static Set<String> words(Map<String, String> query) {
        var text = query.getOrDefault("q", "");
        new Validation()
                .check(TextForm.isOfCharacters(text, MAX_QUERY), "q", "1 to " + MAX_QUERY + " characters")
                .orRefuse();
        var words = Words.wanted(text, MAX_WORDS + 1);
        new Validation()
                .check(!words.isEmpty() && words.size() <= MAX_WORDS, "q", "1 to " + MAX_WORDS + " words")
                .orRefuse();
        return words;
    }

    private static String cursor(long before) {
        return Base64.getUrlEncoder()
                .withoutPadding()
                .encodeToString(Long.toString(before).getBytes(StandardCharsets.US_ASCII));
    }

    private static long before(@Nullable String cursor) {
        if (cursor == null) {
            return Long.MAX_VALUE;
        }
        try {
            var before = Long.parseLong(new String(Base64.getUrlDecoder().decode(cursor), StandardCharsets.US_ASCII));
            if (before > 0) {
                return before;
            }
        } catch (IllegalArgumentException e) {
            // Told below, like any other.
        }
        throw new BadRequest("cursor: is none that was given out");
    }

    /// @param nextCursor for what was sent before; nothing at the end
    record SearchAnswer(
            List<MessageView> messages, int limit, @Nullable String nextCursor) {}
}

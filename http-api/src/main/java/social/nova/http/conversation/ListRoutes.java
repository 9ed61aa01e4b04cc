package social.nova.http.conversation;

import static social.nova.http.routing.Access.USER;

import akka.http.javadsl.model.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;
import social.nova.http.common.BadRequest;
import social.nova.http.common.Parameters;
import social.nova.http.conversation.ConversationListing.Listed;
import social.nova.http.routing.Answer;
import social.nova.http.routing.Call;
import social.nova.http.routing.Endpoint;
import social.nova.persistence.conversation.ListRepository;
import social.nova.persistence.conversation.ListRepository.Place;
import social.nova.persistence.conversation.ListRepository.Wish;
import social.nova.protocols.common.ErrorCode;
import social.nova.protocols.conversation.ConversationId;

/// A user's list of conversations, and what they want of each for themself.
public final class ListRoutes {
    private static final int DEFAULT_LIMIT = 20;
    private static final int MAX_LIMIT = 100;
    private static final String CONVERSATION = "/conversations/{conversation_id}";

    private final ConversationListing listing;
    private final ConversationReading reading;
    private final ListRepository lists;

    public ListRoutes(ConversationListing listing, ConversationReading reading, ListRepository lists) {
        this.listing = listing;
        this.reading = reading;
        this.lists = lists;
    }

    public List<Endpoint> endpoints() {
        return List.of(
                Endpoint.get("/conversations", USER, this::list),
                Endpoint.post(CONVERSATION + "/mute", USER, call -> set(call, Wish.MUTED, true)),
                Endpoint.delete(CONVERSATION + "/mute", USER, call -> set(call, Wish.MUTED, false)),
                Endpoint.post(CONVERSATION + "/archive", USER, call -> set(call, Wish.ARCHIVED, true)),
                Endpoint.delete(CONVERSATION + "/archive", USER, call -> set(call, Wish.ARCHIVED, false)));
    }

    private CompletionStage<HttpResponse> list(Call call) {
        var query = call.query();
        var limit = (int) Math.min(Parameters.number(query, "limit", 1, DEFAULT_LIMIT), MAX_LIMIT);
        var archived = Parameters.flag(query, "archived");
        return listing.page(call.caller().user(), archived, place(query.get("cursor")), limit)
                .thenApply(page -> Answer.ok(new ListAnswer(
                        page.conversations(),
                        limit,
                        page.more().map(ListRoutes::cursor).orElse(null))));
    }

    // The conversation says whether the caller is in it.
    private CompletionStage<HttpResponse> set(Call call, Wish wish, boolean wanted) {
        var user = call.caller().user();
        var id = Parameters.conversation(call.path("conversation_id"));
        return reading.of(user, id)
                .thenCompose(_ -> lists.set(user, id, wish, wanted))
                .thenApply(rows -> {
                    // Who has been added a moment ago may not be in the table yet.
                    if (rows == 0) {
                        throw ErrorCode.SERVICE_UNAVAILABLE.failure();
                    }
                    return Answer.noContent();
                });
    }

    static String cursor(Place place) {
        var text = place.activeAt() + " " + place.conversation();
        return Base64.getUrlEncoder().withoutPadding().encodeToString(text.getBytes(StandardCharsets.US_ASCII));
    }

    static Place place(@Nullable String cursor) {
        if (cursor == null) {
            return Place.START;
        }
        try {
            var parts = new String(Base64.getUrlDecoder().decode(cursor), StandardCharsets.US_ASCII).split(" ", -1);
            if (parts.length == 2) {
                return new Place(Long.parseLong(parts[0]), new ConversationId(parts[1]));
            }
        } catch (IllegalArgumentException e) {
            // Told below, like any other.
        }
        throw new BadRequest("cursor: is none that was given out");
    }

    /// @param nextCursor for what comes behind; nothing at the end
    record ListAnswer(
            List<Listed> conversations, int limit, @Nullable String nextCursor) {}
}

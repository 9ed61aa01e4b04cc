package social.nova.http.conversation;

import akka.actor.typed.ActorSystem;
import akka.stream.javadsl.Sink;
import akka.stream.javadsl.Source;
import com.fasterxml.jackson.annotation.JsonUnwrapped;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import social.nova.http.graph.Visibility;
import social.nova.persistence.conversation.ListRepository;
import social.nova.persistence.conversation.ListRepository.Place;
import social.nova.persistence.conversation.ListRepository.Row;
import social.nova.persistence.user.DataKey;
import social.nova.persistence.user.DataKeys;
import social.nova.persistence.user.ProfileRepository;
import social.nova.persistence.user.ProfileRepository.Card;
import social.nova.protocols.common.ErrorCode;
import social.nova.protocols.common.UserId;
import social.nova.protocols.conversation.ConversationMembers;
import social.nova.protocols.conversation.ConversationMembers.Summary;

/// A user's list of conversations: the table says which and in what order, each conversation itself says the rest.
public final class ConversationListing {
    /// Conversations asked at once for one list.
    private static final int AT_ONCE = 8;

    private final Conversations conversations;
    private final ListRepository lists;
    private final People people;
    private final ActorSystem<?> system;

    /// What is shown of members.
    public record People(DataKeys keys, ProfileRepository profiles, Visibility visibility) {}

    public ConversationListing(
            Conversations conversations, ListRepository lists, People people, ActorSystem<?> system) {
        this.conversations = conversations;
        this.lists = lists;
        this.people = people;
        this.system = system;
    }

    /// @param more behind the last one, if there may be more
    record Page(List<Listed> conversations, Optional<Place> more) {}

    /// @param lastMessage the newest that the user may see
    /// @param members some of them; nobody who is hidden from the user by a block
    record Listed(
            @JsonUnwrapped ConversationView conversation,
            boolean muted,
            boolean archived,
            @Nullable MessageView lastMessage,
            List<Card> members) {}

    private record Known(Row row, Summary summary) {}

    CompletionStage<Page> page(UserId user, boolean archived, Place behind, int limit) {
        return lists.page(user, archived, behind, limit)
                .thenCompose(rows -> known(user, rows)
                        .thenCompose(known -> listed(user, known))
                        .thenApply(listed -> new Page(
                                listed,
                                rows.size() < limit
                                        ? Optional.empty()
                                        : Optional.of(rows.getLast().place()))));
    }

    private CompletionStage<List<Known>> known(UserId user, List<Row> rows) {
        return Source.from(rows)
                .mapAsync(AT_ONCE, row -> summary(user, row))
                .mapConcat(found -> found.stream().toList())
                .runWith(Sink.seq(), system);
    }

    // Who has been removed a moment ago may still have the row.
    private CompletionStage<Optional<Known>> summary(UserId user, Row row) {
        return conversations
                .<Summary>ask(row.place().conversation(), replyTo -> new ConversationMembers.GetSummary(user, replyTo))
                .thenApply(summary -> Optional.of(new Known(row, summary)))
                .exceptionallyCompose(failure -> ErrorCode.of(failure)
                                .filter(code -> code == ErrorCode.NOT_CONVERSATION_MEMBER)
                                .isPresent()
                        ? CompletableFuture.completedStage(Optional.empty())
                        : CompletableFuture.failedStage(failure));
    }

    private CompletionStage<List<Listed>> listed(UserId user, List<Known> known) {
        var members =
                known.stream().flatMap(one -> one.summary().members().stream()).collect(Collectors.toUnmodifiableSet());
        var writers = known.stream().flatMap(one -> writers(one.summary())).collect(Collectors.toUnmodifiableSet());
        var cards = people.visibility()
                .visible(Optional.of(user), members, Visibility.Thing.PROFILE)
                .thenCompose(visible -> people.profiles().cards(visible.keySet()));
        return people.keys()
                .of(writers)
                .thenCombine(
                        cards,
                        (keys, found) -> known.stream()
                                .map(one -> listed(one, keys, found))
                                .toList());
    }

    private Listed listed(Known known, Map<UserId, DataKey> keys, Map<UserId, Card> cards) {
        var id = known.row().place().conversation();
        var overview = known.summary().overview();
        var name = overview.name();
        var last = known.summary().last();
        return new Listed(
                ConversationView.of(
                        id,
                        overview,
                        name == null
                                ? null
                                : Optional.ofNullable(keys.get(name.by()))
                                        .map(key -> MessageSealing.openName(key, id, name))
                                        .orElse(null)),
                known.row().muted(),
                known.row().archived(),
                last == null ? null : MessageView.of(keys, conversations.ids(), id, last),
                known.summary().members().stream()
                        .flatMap(member -> Optional.ofNullable(cards.get(member)).stream())
                        .toList());
    }

    // Who sealed what is to be opened.
    private static Stream<UserId> writers(Summary summary) {
        var name = summary.overview().name();
        var last = summary.last();
        return Stream.concat(
                name == null ? Stream.empty() : Stream.of(name.by()),
                last == null ? Stream.empty() : Stream.of(last.sender()));
    }
}

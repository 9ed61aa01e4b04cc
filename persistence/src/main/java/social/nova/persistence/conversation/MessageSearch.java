package social.nova.persistence.conversation;

import akka.stream.javadsl.Sink;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableSet;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import social.nova.persistence.common.Database;
import social.nova.protocols.common.UserId;
import social.nova.protocols.conversation.Conversation;
import social.nova.protocols.conversation.Conversation.Message;
import social.nova.protocols.conversation.ConversationId;
import social.nova.protocols.conversation.ConversationMessages;
import social.nova.protocols.conversation.ConversationMessages.MessageDeleted;
import social.nova.protocols.conversation.ConversationMessages.MessageEdited;
import social.nova.protocols.conversation.ConversationMessages.MessageSent;
import social.nova.protocols.conversation.WordDigests;

/// Finds messages by the digests of their words, right at any moment: the index and, laid over what it says, the events
/// of the journal that it does not have yet.
public final class MessageSearch {
    private final WordRows words;
    private final ConversationHistory history;

    public MessageSearch(Database database, ConversationHistory history) {
        this.words = new WordRows(database);
        this.history = history;
    }

    /// What is looked for, as the messages of different writers have it. Who has no data key any more is absent.
    @FunctionalInterface
    public interface Terms {
        CompletionStage<Map<UserId, WordDigests>> of(Collection<UserId> writers);
    }

    /// Where is looked.
    ///
    /// @param after only messages with a higher sequence number
    /// @param before and with a lower one
    /// @param limit at most so many, the newest
    /// @param revision of the conversation: what happened up to then is seen
    public record Stretch(long after, long before, int limit, long revision) {
        boolean has(long sequenceNumber) {
            return after < sequenceNumber && sequenceNumber < before;
        }
    }

    /// What was found. That a message has the words is probable only: whoever can read it has to look.
    ///
    /// @param messages the newest first, as they stand now
    /// @param more the sequence number below which there may be more; 0 if there are none
    public record Hits(List<Message> messages, long more) {}

    public CompletionStage<Hits> find(ConversationId conversation, Stretch stretch, Terms terms) {
        // What the index learns after this is also in the journal after `projected`, and laid over it once more.
        return words.writers(conversation)
                .thenCompose(writers -> terms.of(writers.users())
                        .thenCompose(known -> indexed(conversation, stretch, known.values())
                                .thenCombine(
                                        changed(
                                                conversation,
                                                stretch,
                                                writers.projected(),
                                                new Memory(terms, writers.users(), known)),
                                        (found, changes) -> merged(stretch, found, changes))))
                .thenCompose(numbers -> history.standing(conversation, Set.copyOf(numbers.found()), stretch.revision())
                        .thenApply(messages -> new Hits(inOrder(numbers.found(), messages), numbers.more())));
    }

    private CompletionStage<NavigableSet<Long>> indexed(
            ConversationId conversation, Stretch stretch, Collection<WordDigests> wanted) {
        return wanted.isEmpty()
                ? CompletableFuture.completedStage(new TreeSet<>())
                : words.find(conversation, wanted, stretch);
    }

    // By sequence number, whether a message has the words now.
    private CompletionStage<Map<Long, Boolean>> changed(
            ConversationId conversation, Stretch stretch, long projected, Memory memory) {
        return projected >= stretch.revision()
                ? CompletableFuture.completedStage(Map.of())
                : history.read(
                        history.events(conversation, projected, stretch.revision())
                                .mapConcat(event ->
                                        Finding.of(event).filter(finding -> stretch.has(finding.message())).stream()
                                                .toList())
                                .mapAsync(1, finding -> memory.matches(finding).thenApply(finding::as)),
                        Sink.<Map<Long, Boolean>, Finding.Decided>fold(Map.of(), MessageSearch::noted));
    }

    // A message that was sent without the words is in no index, so there is nothing to remember.
    private static Map<Long, Boolean> noted(Map<Long, Boolean> noted, Finding.Decided decided) {
        if (!decided.matches() && decided.isNew()) {
            return noted;
        }
        var all = noted.isEmpty() ? new HashMap<Long, Boolean>() : noted;
        all.put(decided.message(), decided.matches());
        return all;
    }

    private record Numbers(List<Long> found, long more) {}

    // Below the last row of a full page the index was not asked.
    private static Numbers merged(Stretch stretch, NavigableSet<Long> indexed, Map<Long, Boolean> changes) {
        var isFull = indexed.size() > stretch.limit();
        var floor = isFull ? indexed.first() : stretch.after() + 1;
        var all = Stream.concat(
                        indexed.stream().filter(number -> !changes.containsKey(number)),
                        changes.entrySet().stream().filter(Map.Entry::getValue).map(Map.Entry::getKey))
                .filter(number -> number >= floor)
                .collect(Collectors.toCollection(TreeSet::new))
                .descendingSet();
        var found = all.stream().limit(stretch.limit()).toList();
        var more = all.size() > found.size() ? found.getLast() : isFull ? floor : 0;
        return new Numbers(found, more);
    }

    private static List<Message> inOrder(List<Long> numbers, Map<Long, Message> messages) {
        return numbers.stream()
                .flatMap(number -> Stream.ofNullable(messages.get(number)))
                .toList();
    }

    /// What an event says about the words of a message.
    ///
    /// @param writer nothing where there are none
    private record Finding(long message, @Nullable UserId writer, WordDigests words, boolean isNew) {
        record Decided(long message, boolean isNew, boolean matches) {}

        static Optional<Finding> of(Conversation.Event event) {
            return event instanceof ConversationMessages.Event change ? Optional.of(of(change)) : Optional.empty();
        }

        private static Finding of(ConversationMessages.Event event) {
            return switch (event) {
                case MessageSent sent -> new Finding(sent.sequenceNumber(), sent.sender(), sent.words(), true);
                case MessageEdited edited -> new Finding(edited.sequenceNumber(), edited.by(), edited.words(), false);
                case MessageDeleted deleted -> new Finding(deleted.sequenceNumber(), null, WordDigests.NONE, false);
            };
        }

        Decided as(boolean matches) {
            return new Decided(message, isNew, matches);
        }
    }

    /// The terms of those whose messages have been met.
    private static final class Memory {
        private final Terms terms;
        private final Map<UserId, Optional<WordDigests>> known = new ConcurrentHashMap<>();

        Memory(Terms terms, Set<UserId> asked, Map<UserId, WordDigests> found) {
            this.terms = terms;
            asked.forEach(writer -> known.put(writer, Optional.ofNullable(found.get(writer))));
        }

        CompletionStage<Boolean> matches(Finding finding) {
            var writer = finding.writer();
            return writer == null || finding.words().isEmpty()
                    ? CompletableFuture.completedStage(false)
                    : of(writer)
                            .thenApply(wanted ->
                                    wanted.filter(finding.words()::containsAll).isPresent());
        }

        private CompletionStage<Optional<WordDigests>> of(UserId writer) {
            var remembered = known.get(writer);
            return remembered != null
                    ? CompletableFuture.completedStage(remembered)
                    : terms.of(Set.of(writer)).thenApply(found -> {
                        var wanted = Optional.ofNullable(found.get(writer));
                        known.put(writer, wanted);
                        return wanted;
                    });
        }
    }
}

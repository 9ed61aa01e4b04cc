package social.nova.http.conversation;

import akka.actor.typed.ActorRef;
import akka.pattern.StatusReply;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.BiFunction;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import social.nova.persistence.conversation.ConversationHistory;
import social.nova.persistence.conversation.ConversationHistory.Wanted;
import social.nova.persistence.user.DataKey;
import social.nova.persistence.user.DataKeys;
import social.nova.protocols.common.UserId;
import social.nova.protocols.conversation.ConversationChanges;
import social.nova.protocols.conversation.ConversationChanges.Change;
import social.nova.protocols.conversation.ConversationChanges.Changes;
import social.nova.protocols.conversation.ConversationChanges.GetChanges;
import social.nova.protocols.conversation.ConversationChanges.Position;
import social.nova.protocols.conversation.ConversationChanges.Shown;
import social.nova.protocols.conversation.ConversationHubs;
import social.nova.protocols.conversation.ConversationId;

/// Reads what happened in a conversation for a member, complete at any moment: the entity gives what it remembers, the
/// journal what is older.
public final class ChangeReading {
    private final Conversations conversations;
    private final ConversationHistory history;
    private final DataKeys keys;

    public ChangeReading(Conversations conversations, ConversationHistory history, DataKeys keys) {
        this.conversations = conversations;
        this.history = history;
        this.keys = keys;
    }

    /// What was read.
    ///
    /// @param changes ascending
    /// @param after the revision behind which they begin
    /// @param upTo the revision up to which that is all that is shown
    /// @param head the conversation's newest revision
    /// @param lastSequenceNumber of its newest message
    /// @param since the reader sees nothing of messages up to this one
    /// @param removed whether the reader is no member any more; then `head` is their removal
    public record Extract(
            List<ChangeFrame> changes,
            long after,
            long upTo,
            long head,
            long lastSequenceNumber,
            long since,
            boolean removed) {}

    /// What was read of all that happened.
    ///
    /// @param changes ascending
    /// @param upTo the revision up to which that is all
    /// @param head the conversation's newest revision
    public record Whole(List<Opened> changes, long upTo, long head) {}

    public record Opened(Change change, ChangeFrame frame) {}

    private record Read(Changes answer, List<Change> changes, long upTo) {}

    /// For a member; anybody else is refused.
    public CompletionStage<Extract> read(UserId reader, ConversationId conversation, Position after, int limit) {
        return read(conversation, after, limit, (from, replyTo) -> new GetChanges(reader, from, limit, false, replyTo));
    }

    /// For a member; one who has been removed is given what came up to then, as far as it has not been changed since,
    /// and refused where nothing is left of that.
    public CompletionStage<Extract> readEvenIfRemoved(
            UserId reader, ConversationId conversation, Position after, int limit) {
        return read(conversation, after, limit, (from, replyTo) -> new GetChanges(reader, from, limit, true, replyTo));
    }

    private CompletionStage<Extract> read(
            ConversationId conversation,
            Position after,
            int limit,
            BiFunction<Position, ActorRef<StatusReply<Changes>>, GetChanges> question) {
        return conversations
                .<Changes>ask(conversation, replyTo -> question.apply(after, replyTo))
                .thenCompose(answer -> answer.after() < 0
                        ? history.revisionOf(conversation, after.sequenceNumber())
                                .thenCompose(revision -> read(conversation, Position.of(revision), limit, question))
                        : completed(conversation, answer, limit)
                                .thenApply(ChangeReading::withoutWhatCameLater)
                                .thenCompose(read -> opened(conversation, read.changes())
                                        .thenApply(opened -> extract(read, opened))));
    }

    /// Everything that happened, whoever may see it: for a hub, which passes each change on to those who may.
    public CompletionStage<Whole> readAll(ConversationId conversation, long after, int limit) {
        return conversations
                .<Changes>ask(conversation, replyTo -> new ConversationHubs.GetAll(after, limit, replyTo))
                .thenCompose(answer -> completed(conversation, answer, limit))
                .thenCompose(read -> opened(conversation, read.changes())
                        .thenApply(opened ->
                                new Whole(opened, read.upTo(), read.answer().head())));
    }

    /// A change that needs no waiting: the keys it takes to open it are at hand. For pushing; reading is always
    /// possible.
    public Optional<ChangeFrame> openNow(ConversationId conversation, Change change) {
        return writer(change.shown())
                .map(user -> keys.cached(user).map(key -> frame(Map.of(user, key), conversation, change)))
                .orElseGet(() -> Optional.of(frame(Map.of(), conversation, change)));
    }

    private CompletionStage<Read> completed(ConversationId conversation, Changes answer, int limit) {
        if (answer.from() <= answer.after()) {
            return CompletableFuture.completedStage(new Read(answer, answer.changes(), answer.upTo()));
        }
        var older = new Wanted(answer.after(), answer.from(), answer.since(), answer.hidesReads());
        return history.changes(conversation, older, limit, answer.head())
                .thenApply(stretch -> stretch.upTo() < answer.from()
                        ? new Read(answer, stretch.changes(), stretch.upTo())
                        : new Read(
                                answer,
                                Stream.concat(stretch.changes().stream(), answer.changes().stream())
                                        .toList(),
                                answer.upTo()));
    }

    // Messages are read as they stand: who has been removed is not to see what was made of them since.
    private static Read withoutWhatCameLater(Read read) {
        if (!read.answer().removed()) {
            return read;
        }
        var theirs = read.changes().stream()
                .filter(change -> switch (change.shown()) {
                    case ConversationChanges.Posted(var message) ->
                        message.revision() <= read.answer().head();
                    case ConversationChanges.Edited(var message) ->
                        message.revision() <= read.answer().head();
                    default -> true;
                })
                .toList();
        return new Read(read.answer(), theirs, read.upTo());
    }

    private CompletionStage<List<Opened>> opened(ConversationId conversation, List<Change> changes) {
        var writers = changes.stream()
                .flatMap(change -> writer(change.shown()).stream())
                .collect(Collectors.toUnmodifiableSet());
        return keys.of(writers)
                .thenApply(found -> changes.stream()
                        .map(change -> new Opened(change, frame(found, conversation, change)))
                        .toList());
    }

    private static Extract extract(Read read, List<Opened> opened) {
        var answer = read.answer();
        return new Extract(
                opened.stream().map(Opened::frame).toList(),
                answer.after(),
                read.upTo(),
                answer.head(),
                answer.lastSequenceNumber(),
                answer.since(),
                answer.removed());
    }

    // Who sealed what it says.
    private static Optional<UserId> writer(Shown shown) {
        return switch (shown) {
            case ConversationChanges.Posted(var message) -> Optional.of(message.sender());
            case ConversationChanges.Edited(var message) -> Optional.of(message.sender());
            case ConversationChanges.Named named -> Optional.of(named.name().by());
            default -> Optional.empty();
        };
    }

    private ChangeFrame frame(Map<UserId, DataKey> found, ConversationId conversation, Change change) {
        return ChangeFrame.of(found, conversations.ids(), conversation, change);
    }
}

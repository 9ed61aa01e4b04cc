package social.nova.http.conversation;

import akka.NotUsed;
import akka.japi.Pair;
import akka.stream.javadsl.Source;
import java.util.List;
import java.util.Optional;
import social.nova.http.export.ExportPart;
import social.nova.persistence.conversation.MemberRepository;
import social.nova.protocols.common.UserId;
import social.nova.protocols.conversation.ConversationId;
import social.nova.protocols.conversation.ConversationMessages.Selection;

/// What a user gets of their conversations, and of the messages they sent. What others sent is theirs.
public final class ConversationExport {
    private static final int ALL = 100_000;
    private static final int PAGE = 100;

    private ConversationExport() {}

    public static List<ExportPart> parts(
            ConversationReading conversations, MessageReading reading, MemberRepository members) {
        return List.of(
                ExportPart.many(
                        "conversations.json", user -> of(members, user).mapAsync(1, id -> conversations.of(user, id))),
                ExportPart.many(
                        "messages.json", user -> of(members, user).flatMapConcat(id -> sent(reading, user, id))));
    }

    private static Source<ConversationId, NotUsed> of(MemberRepository members, UserId user) {
        return Source.completionStage(members.of(user, ALL))
                .mapConcat(all -> all)
                .map(MemberRepository.Standing::conversation);
    }

    private static Source<MessageView, NotUsed> sent(MessageReading reading, UserId user, ConversationId id) {
        return Source.<Long, List<MessageView>>unfoldAsync(
                        0L,
                        after -> reading.read(user, id, Selection.after(after, PAGE))
                                .thenApply(extract -> extract.messages().isEmpty()
                                        ? Optional.<Pair<Long, List<MessageView>>>empty()
                                        : Optional.of(Pair.create(
                                                extract.messages().getLast().sequenceNumber(), extract.messages()))))
                .mapConcat(page -> page)
                .filter(message -> message.senderId().equals(user.value()));
    }
}

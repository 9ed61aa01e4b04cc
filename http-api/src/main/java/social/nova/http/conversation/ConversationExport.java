package social.nova.http.conversation;

import akka.NotUsed;
import akka.stream.javadsl.Source;
import java.util.List;
import social.nova.http.export.ExportPart;
import social.nova.persistence.conversation.MemberRepository;
import social.nova.protocols.common.UserId;

/// What a user gets of their conversations; and the messages they sent and the reactions they gave, also in groups
/// that they have left. What others sent is theirs.
public final class ConversationExport {
    private static final int ALL = 100_000;

    private ConversationExport() {}

    public static List<ExportPart> parts(ConversationReading conversations, OwnMessages own, MemberRepository members) {
        return List.of(
                ExportPart.many(
                        "conversations.json",
                        user -> Source.completionStage(members.of(user, ALL))
                                .mapConcat(all -> all)
                                .mapAsync(1, standing -> conversations.of(user, standing.conversation()))),
                ExportPart.many("messages.json", user -> ever(members, user).flatMapConcat(in -> own.sent(user, in))),
                ExportPart.many(
                        "reactions.json", user -> ever(members, user).flatMapConcat(in -> own.reactions(user, in))));
    }

    private static Source<MemberRepository.Standing, NotUsed> ever(MemberRepository members, UserId user) {
        return Source.completionStage(members.ever(user, ALL)).mapConcat(all -> all);
    }
}

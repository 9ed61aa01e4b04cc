package social.nova.cluster.journal;

import java.util.List;
import java.util.stream.Stream;
import social.nova.cluster.conversation.ConversationEntity;
import social.nova.cluster.user.UserEntity;
import social.nova.protocols.common.Journaled;

/// Every type that may be written to the journal or a snapshot. A new entity adds its own list here.
public final class JournalTypes {
    static final List<Class<? extends Journaled>> ALL = Stream.of(ConversationEntity.JOURNALED, UserEntity.JOURNALED)
            .flatMap(List::stream)
            .toList();

    private JournalTypes() {}
}

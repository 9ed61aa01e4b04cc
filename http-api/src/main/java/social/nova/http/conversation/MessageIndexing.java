package social.nova.http.conversation;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import social.nova.persistence.conversation.SearchBackfill.Indexing;
import social.nova.persistence.user.DataKey;
import social.nova.protocols.common.UserId;
import social.nova.protocols.conversation.Conversation.Body;
import social.nova.protocols.conversation.ConversationId;
import social.nova.protocols.conversation.WordDigests;

/// Indexes messages that are there already. They are opened in memory, and nothing of them is kept but digests.
public final class MessageIndexing {
    private static final Logger LOG = LoggerFactory.getLogger(MessageIndexing.class);

    private MessageIndexing() {}

    public static Indexing ofThisRelease() {
        return new Indexing(Words.RULES, MessageIndexing::words);
    }

    // One that is damaged is not to keep all that come after it out of the index.
    private static WordDigests words(DataKey key, ConversationId conversation, UserId sender, Body body) {
        try {
            return BlindIndex.of(key, conversation, MessageSealing.open(key, conversation, sender, body));
        } catch (IllegalStateException damaged) {
            LOG.warn("A message in {} cannot be opened, and is found by no search", conversation);
            return WordDigests.NONE;
        }
    }
}

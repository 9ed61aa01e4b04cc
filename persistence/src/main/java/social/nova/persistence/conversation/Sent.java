package social.nova.persistence.conversation;

import social.nova.protocols.conversation.ConversationId;
import social.nova.protocols.conversation.ConversationMessages.MessageSent;

/// A message that the projection has come to, and where it was sent.
record Sent(ConversationId conversation, MessageSent message) {}

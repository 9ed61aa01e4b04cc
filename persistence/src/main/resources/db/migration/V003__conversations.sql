-- Who is in which conversation. Written through before a conversation is answered; the projection only repairs.
CREATE TABLE conversation_members (
    user_id UUID NOT NULL,
    conversation_id UUID NOT NULL,
    joined_revision BIGINT NOT NULL,
    PRIMARY KEY (user_id, conversation_id)
);

CREATE INDEX conversation_members_by_conversation ON conversation_members (conversation_id);

-- Message history below the tail that the conversation's entity keeps; filled by the projection `messages`.
-- `revision` is the event's sequence number in the journal: where reading on begins when this table lags.
CREATE TABLE messages (
    conversation_id UUID NOT NULL,
    sequence_number BIGINT NOT NULL,
    revision BIGINT NOT NULL,
    id UUID NOT NULL,
    sender_id UUID NOT NULL,
    content TEXT NOT NULL,
    nonce TEXT NOT NULL,
    encryption TEXT NOT NULL CHECK (encryption IN ('AT_REST', 'END_TO_END')),
    idempotency_key TEXT,
    body_digest TEXT,
    created_at TIMESTAMPTZ NOT NULL,
    PRIMARY KEY (conversation_id, sequence_number)
);

-- Not unique: a key may come again, with another message, once it is older than 24 hours.
CREATE INDEX messages_by_idempotency_key ON messages (conversation_id, idempotency_key)
    WHERE idempotency_key IS NOT NULL;

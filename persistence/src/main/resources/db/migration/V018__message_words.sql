-- The blind index: by which words messages are found. Digests under their senders' data keys; nothing of what was sealed
-- by clients.
CREATE TABLE message_words (
    conversation_id UUID NOT NULL,
    sequence_number BIGINT NOT NULL,
    sender_id UUID NOT NULL,
    words BIGINT[] NOT NULL,
    PRIMARY KEY (conversation_id, sequence_number)
);

-- The list of what is not sorted in yet is searched from end to end: short.
CREATE INDEX message_words_by_word ON message_words USING gin (words) WITH (gin_pending_list_limit = 64);

-- Who has written in a conversation, and what of it is theirs.
CREATE INDEX message_words_by_sender ON message_words (conversation_id, sender_id);

-- What becomes of messages after they were sent. `revision` stays that of the sending: where reading the journal goes on.
ALTER TABLE messages
    ALTER COLUMN content DROP NOT NULL,
    ALTER COLUMN nonce DROP NOT NULL,
    ALTER COLUMN encryption DROP NOT NULL,
    ADD COLUMN replies_to BIGINT NOT NULL DEFAULT 0,
    ADD COLUMN mentions UUID[] NOT NULL DEFAULT '{}',
    ADD COLUMN changed_revision BIGINT,
    ADD COLUMN edited_at TIMESTAMPTZ,
    ADD COLUMN deleted_at TIMESTAMPTZ;

CREATE TABLE message_reactions (
    conversation_id UUID NOT NULL,
    sequence_number BIGINT NOT NULL,
    user_id UUID NOT NULL,
    emoji TEXT NOT NULL,
    revision BIGINT NOT NULL,
    PRIMARY KEY (conversation_id, sequence_number, user_id, emoji)
);

CREATE INDEX message_reactions_by_user ON message_reactions (user_id);

-- How far the tables have come with a conversation, beside what its newest row in `messages` tells: the revision of the
-- newest change that is no message.
CREATE TABLE conversation_progress (
    conversation_id UUID PRIMARY KEY,
    revision BIGINT NOT NULL
);

ALTER TABLE conversation_members ADD COLUMN read_sequence_number BIGINT NOT NULL DEFAULT 0;

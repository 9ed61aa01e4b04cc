-- What a member wants of a conversation for themself.
ALTER TABLE conversation_members
    ADD COLUMN muted BOOLEAN NOT NULL DEFAULT FALSE,
    ADD COLUMN archived BOOLEAN NOT NULL DEFAULT FALSE;

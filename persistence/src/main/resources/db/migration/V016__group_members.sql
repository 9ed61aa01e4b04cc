-- Who has left keeps a row, so that what lags behind does not let them in again: in a conversation is who joined later
-- than they left.
ALTER TABLE conversation_members ADD COLUMN left_revision BIGINT NOT NULL DEFAULT 0;

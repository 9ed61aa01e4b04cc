-- How far `message_words` has been made anew for all messages, by the rules by which words are cut: one row for each rules
-- that were ever in force. Begun once the table `messages` has what the journal had up to `journal_until`.
CREATE TABLE search_backfill (
    rules INTEGER PRIMARY KEY,
    journal_until BIGINT NOT NULL,
    conversation_id UUID NOT NULL DEFAULT '00000000-0000-0000-0000-000000000000',
    sequence_number BIGINT NOT NULL DEFAULT 0,
    messages BIGINT NOT NULL DEFAULT 0,
    begun_at TIMESTAMPTZ NOT NULL DEFAULT now(),
    finished_at TIMESTAMPTZ
);

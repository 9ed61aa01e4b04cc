-- Mails that are still to be sent, written in the transaction of their cause; a row goes when its mail has been taken by
-- the mail server. At most one of a kind waits for a user: asking again (`version`) makes the one that waits new.
-- Whoever sends takes a row by moving `next_attempt_at` ahead. No secret waits here: links are made when a mail is sent.
CREATE TABLE mails (
    user_id UUID NOT NULL,
    kind TEXT NOT NULL,
    address TEXT NOT NULL,
    version BIGINT NOT NULL DEFAULT 1,
    created_at TIMESTAMPTZ NOT NULL DEFAULT now(),
    next_attempt_at TIMESTAMPTZ NOT NULL DEFAULT now(),
    attempts INT NOT NULL DEFAULT 0,
    PRIMARY KEY (user_id, kind)
);

CREATE INDEX mails_by_next_attempt ON mails (next_attempt_at);

-- What links in mails are good for, by the SHA-256 of their token. One of a purpose for a user: a new one voids the older.
CREATE TABLE mail_tokens (
    user_id UUID NOT NULL,
    purpose TEXT NOT NULL,
    digest BYTEA NOT NULL UNIQUE,
    address TEXT NOT NULL,
    expires_at TIMESTAMPTZ NOT NULL,
    PRIMARY KEY (user_id, purpose)
);

CREATE INDEX mail_tokens_by_end ON mail_tokens (expires_at);

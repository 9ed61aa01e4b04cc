-- Login sessions that have ended while access tokens of theirs may still be valid: every node refuses those. A row may
-- go once the last of these tokens has expired (`until`). Nodes read what is new by `revoked_at`, the time of the
-- writing transaction's begin, which is at most five seconds before its row can be seen.
CREATE TABLE revoked_sessions (
    session TEXT PRIMARY KEY,
    until TIMESTAMPTZ NOT NULL,
    revoked_at TIMESTAMPTZ NOT NULL DEFAULT now()
);

CREATE INDEX revoked_sessions_by_time ON revoked_sessions (revoked_at);
CREATE INDEX revoked_sessions_by_end ON revoked_sessions (until);

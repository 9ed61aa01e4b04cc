-- People whose erasure has begun and has not ended: ids only. Whoever finds one that nobody is at goes on with it.
CREATE TABLE erasures (
    user_id UUID PRIMARY KEY,
    next_attempt TIMESTAMPTZ NOT NULL,
    requested_at TIMESTAMPTZ NOT NULL DEFAULT now()
);

CREATE INDEX erasures_by_next_attempt ON erasures (next_attempt);

-- Whose data keys were destroyed lately, for nodes that have them at hand. Kept for a day.
CREATE TABLE destroyed_keys (
    user_id UUID PRIMARY KEY,
    destroyed_at TIMESTAMPTZ NOT NULL DEFAULT now()
);

CREATE INDEX destroyed_keys_by_age ON destroyed_keys (destroyed_at);

-- Who may do more than others, or once did; who has no row is a user like any other. `revision` counts the changes.
CREATE TABLE roles (
    user_id UUID PRIMARY KEY,
    role TEXT NOT NULL CHECK (role IN ('USER', 'MODERATOR', 'ADMIN')),
    revision BIGINT NOT NULL DEFAULT 1,
    changed_at TIMESTAMPTZ NOT NULL DEFAULT now()
);

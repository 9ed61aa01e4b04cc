-- Keys of access tokens beside the one in the environment, which is the first: each signs from its time on until the
-- next does. Private keys are wrapped by the master keyset.
CREATE TABLE signing_keys (
    key_id TEXT PRIMARY KEY,
    wrapped_key BYTEA NOT NULL,
    signs_from TIMESTAMPTZ NOT NULL,
    -- Whether tokens of earlier keys are worth nothing from then on, because one of these keys is in wrong hands.
    replaces_at_once BOOLEAN NOT NULL DEFAULT FALSE
);

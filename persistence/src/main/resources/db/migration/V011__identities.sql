-- Who is whom at another service. Whose row is first has the identity; one of each service for a user.
CREATE TABLE identities (
    provider TEXT NOT NULL,
    subject TEXT NOT NULL,
    user_id UUID NOT NULL,
    linked_at TIMESTAMPTZ NOT NULL DEFAULT now(),
    PRIMARY KEY (provider, subject)
);

CREATE UNIQUE INDEX identities_user ON identities (user_id, provider);

-- Nonces of ID tokens that were taken, as digests: each is good once. A row may go when its token has expired.
CREATE TABLE used_nonces (
    nonce_digest BYTEA PRIMARY KEY,
    expires_at TIMESTAMPTZ NOT NULL
);

CREATE INDEX used_nonces_expiry ON used_nonces (expires_at);

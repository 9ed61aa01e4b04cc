-- What people asked to have of their data. Pending ones are claimed by nodes for the time of a lease, which they renew;
-- `attempt` tells the claims apart. Every claim writes an object of its own, the last one to `object_keys`.
CREATE TABLE exports (
    id UUID PRIMARY KEY,
    user_id UUID NOT NULL,
    status TEXT NOT NULL DEFAULT 'PENDING' CHECK (status IN ('PENDING', 'READY', 'FAILED')),
    attempt INT NOT NULL DEFAULT 0,
    leased_until TIMESTAMPTZ NOT NULL DEFAULT now(),
    object_keys TEXT[] NOT NULL DEFAULT '{}',
    size BIGINT NOT NULL DEFAULT 0,
    requested_at TIMESTAMPTZ NOT NULL DEFAULT now(),
    expires_at TIMESTAMPTZ
);

CREATE UNIQUE INDEX exports_one_pending ON exports (user_id) WHERE status = 'PENDING';
CREATE INDEX exports_by_user ON exports (user_id);
CREATE INDEX exports_by_lease ON exports (leased_until) WHERE status = 'PENDING';
CREATE INDEX exports_by_expiry ON exports (expires_at) WHERE expires_at IS NOT NULL;

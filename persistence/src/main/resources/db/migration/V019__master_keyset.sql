-- Which keys of the master keyset every node knows, told every few seconds: what wraps by a new key must wait for all of
-- them. Ids only.
CREATE TABLE keyset_reports (
    node TEXT PRIMARY KEY,
    key_ids INTEGER[] NOT NULL,
    primary_key_id INTEGER NOT NULL,
    reported_at TIMESTAMPTZ NOT NULL DEFAULT now()
);

-- The key that a node must know to start: something may be wrapped by it.
ALTER TABLE installation ADD COLUMN master_key_id INTEGER;

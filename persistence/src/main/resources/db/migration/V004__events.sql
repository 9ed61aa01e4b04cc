-- What happened and Kafka does not know yet; written in the transaction that made it so, deleted once Kafka has it.
--
-- Read by position, and no further than the first row whose transaction an older one may still precede: see
-- the outbox among docs/adr. While Kafka is away, rows wait here, for days if need be.
CREATE TABLE outbox (
    position BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    transaction_id XID8 NOT NULL DEFAULT pg_current_xact_id(),
    event_id UUID NOT NULL,
    entity TEXT NOT NULL CHECK (length(entity) <= 255),
    type TEXT NOT NULL CHECK (length(type) <= 255),
    -- Ids. What Kafka would refuse for its size would hold up everything behind it.
    payload JSONB NOT NULL CHECK (octet_length(payload::text) <= 65536),
    traceparent TEXT CHECK (length(traceparent) <= 255),
    created_at TIMESTAMPTZ NOT NULL DEFAULT now()
);

-- Rows come and go: swept often, so that the beginning of the table is never a field of dead ones.
ALTER TABLE outbox SET (autovacuum_vacuum_scale_factor = 0, autovacuum_vacuum_threshold = 5000);

-- Which events a consumer has applied, in the transaction of the effect. Kept as long as a record may come again.
CREATE TABLE consumed_events (
    consumer TEXT NOT NULL,
    event_id UUID NOT NULL,
    consumed_at TIMESTAMPTZ NOT NULL DEFAULT now(),
    PRIMARY KEY (consumer, event_id)
);

CREATE INDEX consumed_events_by_age ON consumed_events (consumer, consumed_at);

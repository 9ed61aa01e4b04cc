-- Who follows, blocks and mutes whom.
--
-- What is between two users is changed under a lock of the pair, so that a follow never stands beside a block. `change`
-- is taken under that lock: of one pair, what came later has the higher number. Lists show the newest first by it.
CREATE SEQUENCE graph_changes;

CREATE TABLE follows (
    follower_id UUID NOT NULL,
    followee_id UUID NOT NULL CHECK (followee_id <> follower_id),
    change BIGINT NOT NULL,
    created_at TIMESTAMPTZ NOT NULL DEFAULT now(),
    PRIMARY KEY (follower_id, followee_id)
);

-- Counted and paged without a look at the table.
CREATE INDEX follows_by_follower ON follows (follower_id, change DESC) INCLUDE (followee_id);
CREATE INDEX follows_by_followee ON follows (followee_id, change DESC) INCLUDE (follower_id);
CREATE INDEX follows_by_change ON follows (change DESC) INCLUDE (followee_id);

-- Whom a private account has yet to let in.
CREATE TABLE follow_requests (
    follower_id UUID NOT NULL,
    followee_id UUID NOT NULL CHECK (followee_id <> follower_id),
    change BIGINT NOT NULL,
    created_at TIMESTAMPTZ NOT NULL DEFAULT now(),
    PRIMARY KEY (follower_id, followee_id)
);
CREATE INDEX follow_requests_by_followee ON follow_requests (followee_id, change DESC) INCLUDE (follower_id);

CREATE TABLE blocks (
    blocker_id UUID NOT NULL,
    blocked_id UUID NOT NULL CHECK (blocked_id <> blocker_id),
    change BIGINT NOT NULL,
    created_at TIMESTAMPTZ NOT NULL DEFAULT now(),
    PRIMARY KEY (blocker_id, blocked_id)
);
CREATE INDEX blocks_by_blocker ON blocks (blocker_id, change DESC) INCLUDE (blocked_id);
CREATE INDEX blocks_by_blocked ON blocks (blocked_id) INCLUDE (blocker_id);

-- Blocks and unblocks that the pair's direct conversation has not confirmed to know: told before the request is
-- answered, and again by a sweep if that failed. A row is deleted once the conversation has that very change.
CREATE TABLE untold_blocks (
    blocker_id UUID NOT NULL,
    blocked_id UUID NOT NULL,
    blocked BOOLEAN NOT NULL,
    change BIGINT NOT NULL,
    created_at TIMESTAMPTZ NOT NULL DEFAULT now(),
    PRIMARY KEY (blocker_id, blocked_id)
);
CREATE INDEX untold_blocks_by_age ON untold_blocks (created_at);

-- Only the muter ever hears of it.
CREATE TABLE mutes (
    muter_id UUID NOT NULL,
    muted_id UUID NOT NULL CHECK (muted_id <> muter_id),
    change BIGINT NOT NULL,
    created_at TIMESTAMPTZ NOT NULL DEFAULT now(),
    PRIMARY KEY (muter_id, muted_id)
);
CREATE INDEX mutes_by_muter ON mutes (muter_id, change DESC) INCLUDE (muted_id);
CREATE INDEX mutes_by_muted ON mutes (muted_id);

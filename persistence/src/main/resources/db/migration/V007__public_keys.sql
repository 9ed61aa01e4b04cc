-- Keys with which others encrypt for a user, numbered from 1, of each user the newest hundred. Written through by the
-- request before it is answered; the projection only repairs. Rows are deleted with the person.
CREATE TABLE public_keys (
    user_id UUID NOT NULL,
    number BIGINT NOT NULL,
    public_key TEXT NOT NULL,
    created_at TIMESTAMPTZ NOT NULL,
    PRIMARY KEY (user_id, number)
);

-- Failed logins in a row by address, whether somebody has it or not: by a keyed digest, so that nobody reads here which
-- addresses are tried. An attempt counts as failed from its beginning; a success deletes the row.
CREATE TABLE login_attempts (
    address BYTEA PRIMARY KEY,
    failures INT NOT NULL,
    locked_until TIMESTAMPTZ,
    updated_at TIMESTAMPTZ NOT NULL DEFAULT now()
);

CREATE INDEX login_attempts_by_age ON login_attempts (updated_at);

-- Who holds which address and name. A row is a reservation until its entity has registered (firm).

CREATE TABLE accounts (
    user_id UUID PRIMARY KEY,
    email TEXT NOT NULL,
    username TEXT NOT NULL,
    firm BOOLEAN NOT NULL DEFAULT FALSE,
    reserved_at TIMESTAMPTZ NOT NULL DEFAULT now()
);

CREATE UNIQUE INDEX accounts_email ON accounts (lower(email));
CREATE UNIQUE INDEX accounts_username ON accounts (lower(username));

-- Data keys, wrapped by the master keyset. Deleting a row erases the person from journal, snapshots and backups.

CREATE TABLE user_keys (
    user_id UUID PRIMARY KEY,
    wrapped_key BYTEA NOT NULL,
    created_at TIMESTAMPTZ NOT NULL DEFAULT now()
);

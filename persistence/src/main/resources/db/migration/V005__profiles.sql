-- What others may see of a user, and what other reads decide by. Written through by the request that changes it, before
-- it is answered; the projection only repairs. `revision` is the sequence number of the user's event in the journal: a
-- row never goes back. The row is deleted with the person.
CREATE TABLE profiles (
    user_id UUID PRIMARY KEY,
    revision BIGINT NOT NULL,
    username TEXT NOT NULL,
    display_name TEXT,
    bio TEXT,
    avatar_url TEXT,
    cover_photo_url TEXT,
    location TEXT,
    private_account BOOLEAN NOT NULL DEFAULT FALSE,
    created_at TIMESTAMPTZ NOT NULL
);

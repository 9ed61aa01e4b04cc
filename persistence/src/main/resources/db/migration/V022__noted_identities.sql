-- Whether the user's entity has confirmed to know of an identity. Whoever died between the row and the entity leaves
-- FALSE, and the next who comes by that identity tells the entity. Of the rows of earlier releases it is not known.
ALTER TABLE identities ADD COLUMN noted BOOLEAN NOT NULL DEFAULT FALSE;

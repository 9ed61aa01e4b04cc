-- A link that somebody follows keeps its row until it expires: if it leads nowhere it is good again, unless it was voided or
-- a newer one has taken its place meanwhile.
ALTER TABLE mail_tokens ADD COLUMN taken_at TIMESTAMPTZ;

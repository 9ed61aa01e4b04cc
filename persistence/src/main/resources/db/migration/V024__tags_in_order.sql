-- A projection reads the tags of one slice behind an event: that is one stretch of this index, whatever other slices got
-- meanwhile. A tag is written with its event in one transaction and events are never deleted, so that the foreign key
-- was a lookup and a lock of the journal's row for each event, and never found anything.
ALTER TABLE event_tag
    DROP CONSTRAINT fk_event_journal,
    DROP CONSTRAINT event_tag_pkey,
    ADD PRIMARY KEY (tag, event_id);

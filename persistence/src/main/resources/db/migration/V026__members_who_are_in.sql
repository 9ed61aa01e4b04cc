-- Whether a conversation is large is asked whenever one of its members opens a socket, and whoever has left keeps a row:
-- counted are only those who are in it. Nothing else looks for members by conversation.
CREATE INDEX conversation_members_who_are_in ON conversation_members (conversation_id)
    WHERE joined_revision > left_revision;
DROP INDEX conversation_members_by_conversation;

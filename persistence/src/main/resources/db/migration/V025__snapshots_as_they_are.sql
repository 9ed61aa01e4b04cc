-- Compressing a snapshot took PostgreSQL longer than writing it, for half of its size.
ALTER TABLE snapshot ALTER COLUMN snapshot_payload SET STORAGE EXTERNAL;

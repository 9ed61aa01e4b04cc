-- Who does not exist for whom: a block hides each of the two from the other, whoever of them blocks. No other SQL says so.
CREATE VIEW hidden_users AS
    SELECT blocker_id AS viewer_id, blocked_id AS hidden_id FROM blocks
    UNION ALL
    SELECT blocked_id, blocker_id FROM blocks;

-- Result: the newest entries of the audit log of one action, each with its actor or nulls.
-- Parameters: the id that they are below; action, actor_id and target_id, each null when any will do; limit.
-- Index: audit_log_by_action.
SELECT a.id, a.happened_at, a.action, a.target_kind, a.target_id, a.detail, a.address,
       u.id, u.username, u.display_name, u.avatar_url
FROM audit_log a
LEFT JOIN users u ON u.id = a.actor_id
WHERE a.action = $2
  AND a.id < $1
  AND ($3 IS NULL OR a.actor_id = $3)
  AND ($4 IS NULL OR a.target_id = $4)
ORDER BY a.id DESC
LIMIT $5

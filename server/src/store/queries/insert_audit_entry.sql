-- Parameters: id, happened_at, actor_id or null, action, target_kind, target_id, detail, address.
INSERT INTO audit_log (id, happened_at, actor_id, action, target_kind, target_id, detail, address)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8)

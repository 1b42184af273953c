-- name: insert_act
INSERT INTO ledger.act
  (act_id, operation, actor_kind, actor_name, authority_code, subject_id, payload, salt, commitment, acted_at)
VALUES
  ($act_id, $operation, $actor_kind, $actor_name, $authority_code, $subject_id, $payload, $salt, $commitment, $acted_at)

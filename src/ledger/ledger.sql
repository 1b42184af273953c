-- name: insert_act
INSERT INTO ledger.act
  (act_id, operation, actor_kind, actor_name, authority_code, subject_id, payload, salt, commitment, acted_at)
VALUES
  ($act_id, $operation, $actor_kind, $actor_name, $authority_code, $subject_id, $payload, $salt, $commitment, $acted_at)

-- name: insert_disclosure
INSERT INTO ledger.disclosure
  (disclosure_id, route, reader_kind, reader_id, reader_name, authority_code, purpose, fields_class, read_at)
VALUES ($disclosure_id, $route, $reader_kind, $reader_id, $reader_name, $authority_code, $purpose, $fields_class, $at)

-- name: insert_disclosed_subjects
INSERT INTO ledger.disclosure
  (disclosure_id, subject_id, route, reader_kind, reader_id, reader_name, authority_code, purpose, fields_class,
   read_at)
SELECT $disclosure_id, s.subject_id, $route, $reader_kind, $reader_id, $reader_name, $authority_code, $purpose,
       $fields_class, $at
  FROM unnest($subject_ids::bigint[]) AS s (subject_id)
ON CONFLICT (disclosure_id, subject_id) DO NOTHING

-- name: list_disclosures
SELECT d.read_at AS at, d.route, d.reader_name AS reader, d.authority_code AS authority, d.purpose, d.fields_class,
       d.subject_id::text AS subject_id,
       (extract(epoch FROM d.read_at) * 1000000)::bigint || '_' || d.disclosure_id || '_' || coalesce(d.subject_id, -1)
         AS cursor
  FROM ledger.disclosure d
 WHERE ($subject_ids::bigint[] IS NULL OR d.subject_id = ANY($subject_ids::bigint[]))
   AND ($reader_id::uuid IS NULL OR d.reader_id = $reader_id::uuid)
   AND ($authority_code::text IS NULL OR d.authority_code = $authority_code::text)
   AND ($from::date IS NULL OR d.read_at >= $from::date::timestamp AT TIME ZONE 'Asia/Shanghai')
   AND ($to::date IS NULL OR d.read_at < ($to::date + 1)::timestamp AT TIME ZONE 'Asia/Shanghai')
   AND ($after_microseconds::bigint IS NULL
        OR ((extract(epoch FROM d.read_at) * 1000000)::bigint, d.disclosure_id, coalesce(d.subject_id, -1))
           < ($after_microseconds::bigint, $after_id::uuid, $after_subject::bigint))
 ORDER BY d.read_at DESC, d.disclosure_id DESC, coalesce(d.subject_id, -1) DESC
 LIMIT $limit

-- name: last_position
SELECT coalesce(max(position), 0)::text AS position FROM ledger.act

-- name: try_log_lock
SELECT pg_try_advisory_lock(hashtextextended('xinwang ledger log', 0)) AS locked

-- name: sequence_pending
WITH taken AS (
  DELETE FROM ledger.pending
   WHERE position IN (SELECT position FROM ledger.pending ORDER BY position LIMIT $limit)
  RETURNING position),
start AS (SELECT coalesce(max(leaf_index) + 1, 0) AS at FROM ledger.leaf)
INSERT INTO ledger.leaf (leaf_index, position)
SELECT start.at + row_number() OVER (ORDER BY taken.position) - 1, taken.position FROM taken, start

-- name: count_leaves
SELECT (coalesce(max(leaf_index), -1) + 1)::text AS leaves FROM ledger.leaf

-- name: list_entries
SELECT a.act_id, encode(a.commitment, 'hex') AS commitment
  FROM ledger.leaf l JOIN ledger.act a USING (position)
 WHERE l.leaf_index >= $from
 ORDER BY l.leaf_index
 LIMIT $limit

-- name: list_acts_of_leaves
SELECT a.act_id, a.operation, a.actor_kind, a.actor_name, a.authority_code, a.subject_id::text AS subject_id,
       a.payload, a.salt, a.commitment, a.acted_at
  FROM ledger.leaf l JOIN ledger.act a USING (position)
 WHERE l.leaf_index >= $from
 ORDER BY l.leaf_index
 LIMIT $limit

-- name: find_act_with_leaf
SELECT l.leaf_index::text AS leaf_index, a.act_id, a.operation, a.actor_kind, a.actor_name, a.authority_code,
       a.subject_id::text AS subject_id, a.payload, a.salt, a.commitment, a.acted_at
  FROM ledger.act a JOIN ledger.leaf l USING (position)
 WHERE a.act_id = $act_id

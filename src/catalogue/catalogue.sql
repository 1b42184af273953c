-- name: upsert_instruments
INSERT INTO catalogue.instrument (id, title, number, in_force_from, in_force_until, definition)
SELECT i.id, i.title, i.number, i.in_force_from, i.in_force_until, i.definition
  FROM jsonb_to_recordset($instruments::jsonb)
       AS i (id text, title text, number text, in_force_from date, in_force_until date, definition jsonb)
ON CONFLICT (id) DO UPDATE
  SET title = excluded.title, number = excluded.number, in_force_from = excluded.in_force_from,
      in_force_until = excluded.in_force_until, definition = excluded.definition

-- name: list_instruments
SELECT definition FROM catalogue.instrument ORDER BY id

-- name: lock_items
LOCK TABLE catalogue.item IN SHARE ROW EXCLUSIVE MODE

-- name: list_newest_versions
SELECT i.item_no, i.code, i.name, v.version, v.digest, v.in_force_from::text AS in_force_from,
       v.in_force_until::text AS in_force_until, v.definition
  FROM catalogue.item i
  JOIN catalogue.item_version v ON v.item_no = i.item_no
 WHERE v.version = (SELECT max(w.version) FROM catalogue.item_version w WHERE w.item_no = i.item_no)
 ORDER BY i.item_no

-- name: insert_item
INSERT INTO catalogue.item (item_no, code, name)
SELECT coalesce(max(item_no), 0) + 1, $code, $name FROM catalogue.item
RETURNING item_no

-- name: insert_item_version
INSERT INTO catalogue.item_version
  (item_no, version, adverse, subject_kinds, legal_basis, disclosure, in_force_from, in_force_until, definition, digest)
VALUES ($item_no, $version, $adverse, $subject_kinds, $legal_basis, $disclosure, $in_force_from, $in_force_until,
        $definition, $digest)

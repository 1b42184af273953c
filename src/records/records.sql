-- name: list_existing
SELECT r.subject_id::text AS subject_id, r.record_key, r.digest, r.submission_id, r.row_number
  FROM unnest($subject_ids::bigint[], $record_keys::uuid[]) AS k (subject_id, record_key)
  JOIN records.record r ON r.subject_id = k.subject_id AND r.item_no = $item_no AND r.record_key = k.record_key

-- name: archive_superseded
INSERT INTO records.record_version (subject_id, item_no, record_key, version, superseded_at, record)
SELECT r.subject_id, r.item_no, r.record_key, r.version, n.received_at, to_jsonb(r)
  FROM records.superseding n
  JOIN records.record r
    ON r.subject_id = n.subject_id AND r.item_no = n.item_no AND r.record_key = n.record_key
 WHERE n.submission_id = $submission_id

-- name: replace_superseded
UPDATE records.record r
   SET version = r.version + 1, item_version = n.item_version, document_number = n.document_number,
       provider_code = n.provider_code, gravity = n.gravity, public_from = n.public_from,
       public_until = n.public_until, received_at = n.received_at, submission_id = n.submission_id,
       row_number = n.row_number, salt = n.salt, digest = n.digest, fields = n.fields
  FROM records.superseding n
 WHERE n.submission_id = $submission_id
   AND r.subject_id = n.subject_id AND r.item_no = n.item_no AND r.record_key = n.record_key

-- name: clear_superseding
DELETE FROM records.superseding WHERE submission_id = $submission_id

-- name: add_to_tally
INSERT INTO records.tally (item_no, provider_code, records) VALUES ($item_no, $provider_code, $records)
ON CONFLICT (item_no, provider_code) DO UPDATE SET records = tally.records + excluded.records

-- name: list_provisional_days
SELECT DISTINCT decided_on::text AS decided_on
  FROM records.record
 WHERE due_provisional AND decided_on >= $since::date AND item_no = $item_no
 ORDER BY decided_on

-- name: set_due_days
UPDATE records.record r SET due_on = d.due_on, due_provisional = d.provisional
  FROM unnest($decided_days::date[], $due_days::date[], $provisionals::boolean[]) AS d (decided_on, due_on, provisional)
 WHERE r.due_provisional AND r.item_no = $item_no AND r.decided_on = d.decided_on

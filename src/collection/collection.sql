-- name: find_open_submission
SELECT submission_id, received_at FROM collection.submission
 WHERE provider_code = $provider_code AND item_no = $item_no AND file_digest = $file_digest AND finished_at IS NULL

-- name: list_finished_submissions
SELECT submission_id FROM collection.submission
 WHERE provider_code = $provider_code AND item_no = $item_no AND file_digest = $file_digest AND finished_at IS NOT NULL
 ORDER BY finished_at, submission_id

-- name: has_quarantined_rows
SELECT EXISTS (SELECT FROM collection.quarantined_row WHERE submission_id = $submission_id) AS quarantined

-- name: insert_submission
INSERT INTO collection.submission
  (submission_id, item_no, item_version, provider_code, channel, sender, file_name, file_digest, file_bytes,
   unknown_columns, received_at)
VALUES ($submission_id, $item_no, $item_version, $provider_code, $channel, $sender, $file_name, $file_digest,
        $file_bytes, $unknown_columns, $received_at)

-- name: count_chunks
SELECT count(*)::integer AS chunks FROM collection.chunk WHERE submission_id = $submission_id

-- name: insert_chunk
INSERT INTO collection.chunk
  (submission_id, chunk_no, rows, accepted_new, accepted_changed, accepted_unchanged, refused, natural_persons,
   refusals, root)
VALUES ($submission_id, $chunk_no, $rows, $accepted_new, $accepted_changed, $accepted_unchanged, $refused,
        $natural_persons, $refusals, $root)

-- name: list_chunks
SELECT rows, accepted_new, accepted_changed, accepted_unchanged, refused, natural_persons, root
  FROM collection.chunk WHERE submission_id = $submission_id ORDER BY chunk_no

-- name: list_chunk_refusals
SELECT refusals FROM collection.chunk
 WHERE submission_id = $submission_id AND refused > 0
 ORDER BY chunk_no
 LIMIT $chunks OFFSET $after

-- name: finish_submission
UPDATE collection.submission
   SET finished_at = $finished_at, rows = $rows, accepted_new = $accepted_new, accepted_changed = $accepted_changed,
       accepted_unchanged = $accepted_unchanged, refused = $refused, natural_persons = $natural_persons, root = $root
 WHERE submission_id = $submission_id

-- name: drop_chunks
DELETE FROM collection.chunk WHERE submission_id = $submission_id

-- name: drop_submission
DELETE FROM collection.submission WHERE submission_id = $submission_id

-- name: quarantine_rows
INSERT INTO collection.quarantined_row
  (provider_code, item_no, row_digest, submission_id, row_number, content, problems, salt, due_on,
   due_provisional, quarantined_at)
SELECT $provider_code, $item_no, q.row_digest, $submission_id, q.row_number, q.content, q.problems, q.salt, $due_on,
       $due_provisional, $at
  FROM unnest($row_digests::uuid[], $row_numbers::integer[], $contents::jsonb[], $problems::jsonb[], $salts::uuid[])
       AS q (row_digest, row_number, content, problems, salt)
ON CONFLICT (provider_code, item_no, row_digest) DO NOTHING

-- name: list_provisional_quarantine_days
SELECT DISTINCT (quarantined_at AT TIME ZONE 'Asia/Shanghai')::date::text AS quarantined_on
  FROM collection.quarantined_row
 WHERE due_provisional
 ORDER BY quarantined_on

-- name: set_quarantine_due_days
UPDATE collection.quarantined_row q SET due_on = d.due_on, due_provisional = d.provisional
  FROM unnest($days::date[], $due_days::date[], $provisionals::boolean[]) AS d (on_day, due_on, provisional)
 WHERE q.due_provisional AND (q.quarantined_at AT TIME ZONE 'Asia/Shanghai')::date = d.on_day

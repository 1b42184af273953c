-- name: lock_feed
SELECT pg_advisory_xact_lock(7205759403792001)

-- name: list_untold
SELECT coalesce(r.subject_id, t.subject_id)::text AS subject_id, coalesce(r.item_no, t.item_no) AS item_no,
       coalesce(r.record_key, t.record_key) AS record_key, coalesce(r.version, t.version) AS version,
       r.authority_code, r.public_until::text AS public_until, r.version IS NULL AS gone,
       coalesce(t.public_until < $on::date, false) AS ended
  FROM (SELECT subject_id, item_no, record_key, version, authority_code, public_until
          FROM records.v_record
         WHERE item_no = ANY($item_nos::smallint[]) AND public_from <= $on::date
           AND (public_until IS NULL OR public_until >= $on::date)) AS r
  FULL JOIN publication.feed_told t
    ON t.subject_id = r.subject_id AND t.item_no = r.item_no AND t.record_key = r.record_key
 WHERE r.version IS DISTINCT FROM t.version
 ORDER BY 1, 2, 3
 LIMIT $limit

-- name: insert_entries
INSERT INTO publication.feed_entry (subject_id, item_no, record_key, version, action, reason, unit_code, told_at)
SELECT subject_id, item_no, record_key, version, action, reason, unit_code, $told_at
  FROM unnest($subject_ids::bigint[], $item_nos::smallint[], $record_keys::uuid[], $versions::integer[],
              $actions::text[], $reasons::text[], $unit_codes::text[])
       WITH ORDINALITY AS e (subject_id, item_no, record_key, version, action, reason, unit_code, place)
 ORDER BY place

-- name: upsert_told
INSERT INTO publication.feed_told (subject_id, item_no, record_key, version, public_until)
SELECT subject_id, item_no, record_key, version, public_until
  FROM unnest($subject_ids::bigint[], $item_nos::smallint[], $record_keys::uuid[], $versions::integer[],
              $untils::date[]) AS e (subject_id, item_no, record_key, version, public_until)
ON CONFLICT (subject_id, item_no, record_key)
DO UPDATE SET version = EXCLUDED.version, public_until = EXCLUDED.public_until

-- name: delete_told
DELETE FROM publication.feed_told t
 USING unnest($subject_ids::bigint[], $item_nos::smallint[], $record_keys::uuid[]) AS e (subject_id, item_no, record_key)
 WHERE t.subject_id = e.subject_id AND t.item_no = e.item_no AND t.record_key = e.record_key

-- name: feed_end
SELECT coalesce(max(position), 0)::text AS position FROM publication.feed_entry

-- name: list_changes
SELECT position::text AS position, subject_id::text AS subject_id, item_no, record_key, action, reason
  FROM publication.feed_entry
 WHERE position > $after AND item_no = $item_no
 ORDER BY position
 LIMIT $limit

-- name: list_records_by_key
SELECT r.subject_id::text AS subject_id, r.record_key, s.uscc, s.name, r.document_number, r.authority_code,
       r.decided_on::text AS decided_on, r.public_from::text AS public_from, r.public_until::text AS public_until, r.fields
  FROM records.v_record r
  JOIN subjects.v_subject s ON s.subject_id = r.subject_id
 WHERE r.subject_id = ANY($subject_ids::bigint[]) AND r.item_no = $item_no AND r.record_key = ANY($record_keys::uuid[])
   AND s.uscc IS NOT NULL AND r.public_from <= $on::date AND (r.public_until IS NULL OR r.public_until >= $on::date)

-- name: list_snapshot_page
SELECT r.subject_id::text AS subject_id, r.record_key, s.uscc, s.name, r.document_number, r.authority_code,
       r.decided_on::text AS decided_on, r.public_from::text AS public_from, r.public_until::text AS public_until, r.fields
  FROM records.v_record r
  JOIN subjects.v_subject s ON s.subject_id = r.subject_id
 WHERE r.item_no = $item_no AND (r.subject_id, r.record_key) > ($after_subject::bigint, $after_key::uuid)
   AND s.uscc IS NOT NULL AND r.public_from <= $on::date AND (r.public_until IS NULL OR r.public_until >= $on::date)
 ORDER BY r.subject_id, r.record_key
 LIMIT $limit

-- name: total_by_unit
SELECT item_no, unit_code, count(*)::integer AS records
  FROM (SELECT DISTINCT ON (subject_id, item_no, record_key) item_no, unit_code, action
          FROM publication.feed_entry
         WHERE position <= $feed_position
         ORDER BY subject_id, item_no, record_key, position DESC) AS latest
 WHERE action = 'put'
 GROUP BY item_no, unit_code
 ORDER BY item_no, unit_code

-- name: insert_total
INSERT INTO publication.total (total_id, query, feed_position, ledger_size, computed_on, computed_at, value, hash)
VALUES ($total_id, $query, $feed_position, $ledger_size, $computed_on, $computed_at, $value, $hash)

-- name: list_totals
SELECT total_id, query, feed_position::text AS feed_position, ledger_size::text AS ledger_size,
       computed_on::text AS computed_on, value, encode(hash, 'hex') AS hash
  FROM publication.total
 ORDER BY computed_at DESC
 LIMIT $limit

-- name: find_total
SELECT total_id, query, feed_position::text AS feed_position, ledger_size::text AS ledger_size,
       computed_on::text AS computed_on, value, encode(hash, 'hex') AS hash
  FROM publication.total
 WHERE total_id = $total_id

-- name: list_report_records
SELECT item_no, record_key, version, document_number, authority_code, provider_code, decided_on::text AS decided_on,
       gravity, public_until::text AS public_until, fields
  FROM records.v_record
 WHERE subject_id = $subject_id AND item_no = ANY($item_nos::smallint[])
   AND public_from <= $on::date AND (public_until IS NULL OR public_until >= $on::date)
 ORDER BY item_no, decided_on DESC, record_key
 LIMIT $limit

-- name: find_report_of_day
SELECT verify_code FROM publication.report
 WHERE subject_id = $subject_id AND cut_off = $cut_off AND content_digest = $content_digest AND file IS NOT NULL
 ORDER BY issued_at
 LIMIT 1

-- name: insert_report
INSERT INTO publication.report (verify_code, number, kind, subject_id, scope, cut_off, issued_at, content_digest, content,
                                file, file_digest, key_id)
VALUES ($verify_code, $number, $kind, $subject_id, $scope, $cut_off, $issued_at, $content_digest, $content, $file,
        $file_digest, $key_id)

-- name: insert_report_records
INSERT INTO publication.report_record (verify_code, subject_id, item_no, record_key, version)
SELECT $verify_code, $subject_id, item_no, record_key, version
  FROM unnest($item_nos::smallint[], $record_keys::uuid[], $versions::integer[]) AS t (item_no, record_key, version)

-- name: insert_report_key
INSERT INTO publication.report_key (key_id, public_key, used_since) VALUES ($key_id, $public_key, $used_since)
ON CONFLICT (key_id) DO NOTHING

-- name: list_report_keys
SELECT key_id, public_key, used_since FROM publication.report_key ORDER BY used_since, key_id

-- name: find_report
SELECT verify_code, number, kind, subject_id::text AS subject_id, scope, cut_off::text AS cut_off, issued_at, content,
       file IS NOT NULL AS kept, encode(file_digest, 'hex') AS file_digest, key_id
  FROM publication.report
 WHERE verify_code = $verify_code

-- name: read_report_file
SELECT file FROM publication.report WHERE verify_code = $verify_code AND file IS NOT NULL

-- name: list_records_of_report
SELECT item_no, record_key, version FROM publication.report_record WHERE verify_code = $verify_code

-- name: list_reports_with_record
SELECT r.verify_code, r.number, r.kind, r.issued_at
  FROM publication.report_record c
  JOIN publication.report r ON r.verify_code = c.verify_code
 WHERE c.subject_id = $subject_id AND c.item_no = $item_no AND c.record_key = $record_key
 ORDER BY r.issued_at

-- name: erase_old_report_files
UPDATE publication.report SET content = NULL, file = NULL WHERE issued_at < $before AND file IS NOT NULL

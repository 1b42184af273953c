-- name: list_checked_subjects
SELECT subject_id::text AS subject_id, uscc, name
  FROM subjects.v_subject
 WHERE subject_id = ANY($subject_ids::bigint[]) AND uscc IS NOT NULL

-- name: count_by_item
SELECT subject_id::text AS subject_id, item_no, count(*)::integer AS records
  FROM records.v_record
 WHERE subject_id = ANY($subject_ids::bigint[]) AND item_no = ANY($item_nos::smallint[])
   AND public_from <= $on::date AND (public_until IS NULL OR public_until >= $on::date)
 GROUP BY subject_id, item_no

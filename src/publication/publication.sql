-- name: find_subject
SELECT subject_id::text AS subject_id, uscc, organisation_code, kind, name, region_code
  FROM subjects.v_subject
 WHERE subject_id = $subject_id AND uscc IS NOT NULL

-- name: list_former_names
SELECT name, former_until::text AS former_until
  FROM subjects.v_name
 WHERE subject_id = $subject_id AND former_until IS NOT NULL
 ORDER BY former_until DESC

-- name: list_public_records
SELECT item_no, record_key, document_number, authority_code, provider_code, decided_on, gravity, public_from,
       public_until, received_at, fields, total
  FROM (
    SELECT item_no, record_key, document_number, authority_code, provider_code, decided_on::text AS decided_on, gravity,
           public_from::text AS public_from, public_until::text AS public_until, received_at, fields,
           (count(*) OVER (PARTITION BY item_no))::integer AS total,
           row_number() OVER (PARTITION BY item_no ORDER BY decided_on DESC, record_key) AS place
      FROM records.v_record
     WHERE subject_id = $subject_id AND item_no = ANY($item_nos::smallint[])
       AND public_from <= $on::date AND (public_until IS NULL OR public_until >= $on::date)
  ) AS shown
 WHERE place <= $per_section
 ORDER BY item_no, place

-- name: search_by_name
WITH candidate AS (
  (SELECT subject_id, folded, name, former_until
     FROM subjects.v_name
    WHERE folded LIKE $prefix_pattern
    LIMIT $candidates)
  UNION
  (SELECT subject_id, folded, name, former_until
     FROM subjects.v_name
    WHERE grams @> $grams::text[] AND folded LIKE $pattern
    LIMIT $candidates)
), best AS (
  SELECT DISTINCT ON (subject_id) subject_id, name AS matched_name, former_until,
         CASE WHEN folded = $folded THEN 0 WHEN folded LIKE $prefix_pattern THEN 1 ELSE 2 END AS distance,
         length(folded) AS characters
    FROM candidate
   ORDER BY subject_id, distance, former_until NULLS FIRST
)
SELECT s.subject_id::text AS subject_id, s.uscc, s.kind, s.name, s.region_code,
       CASE WHEN b.former_until IS NOT NULL THEN b.matched_name END AS matched_former_name,
       b.distance, b.characters
  FROM best b
  JOIN subjects.v_subject s ON s.subject_id = b.subject_id
 WHERE s.uscc IS NOT NULL
   AND (b.distance, b.characters, s.subject_id) > ($after_distance::integer, $after_characters::integer, $after_id::bigint)
 ORDER BY b.distance, b.characters, s.subject_id
 LIMIT $limit

-- name: count_public_records
SELECT subject_id::text AS subject_id, count(*)::integer AS records
  FROM records.v_record
 WHERE subject_id = ANY($subject_ids::bigint[]) AND item_no = ANY($item_nos::smallint[])
   AND public_from <= $on::date AND (public_until IS NULL OR public_until >= $on::date)
 GROUP BY subject_id

-- name: count_subjects
SELECT coalesce(sum(subjects), 0)::integer AS subjects FROM subjects.v_tally

-- name: count_records
SELECT item_no, sum(records)::integer AS records FROM records.v_tally GROUP BY item_no ORDER BY item_no

-- name: list_examples
SELECT s.uscc, s.name
  FROM subjects.v_subject s
 WHERE s.uscc IS NOT NULL
   AND EXISTS (
     SELECT FROM records.v_record r
      WHERE r.subject_id = s.subject_id AND r.item_no = ANY($item_nos::smallint[])
        AND r.public_from <= $on::date AND (r.public_until IS NULL OR r.public_until >= $on::date))
 ORDER BY s.subject_id
 LIMIT 3

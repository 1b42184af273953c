-- name: list_known
SELECT s.subject_id::text AS subject_id, s.uscc, n.folded
  FROM subjects.subject s
  JOIN subjects.name n ON n.subject_id = s.subject_id
 WHERE s.subject_id = ANY($ids::bigint[])

-- name: complete_usccs
UPDATE subjects.subject s SET uscc = g.uscc, kind = g.kind, region_code = g.region_code
  FROM unnest($ids::bigint[], $usccs::text[], $kinds::text[], $region_codes::text[])
       AS g (subject_id, uscc, kind, region_code)
 WHERE s.subject_id = g.subject_id AND s.uscc IS NULL

-- name: insert_identifiers
INSERT INTO subjects.identifier (subject_id, scheme, value, known_since)
SELECT i.subject_id, i.scheme, i.value, $at
  FROM unnest($ids::bigint[], $schemes::text[], $values::text[]) AS i (subject_id, scheme, value)
ON CONFLICT (subject_id, scheme, value) DO NOTHING

-- name: insert_question
INSERT INTO subjects.question (subject_id, question_key, kind, facts, opened_at)
SELECT q.subject_id, q.question_key, q.kind, q.facts, $at
  FROM unnest($ids::bigint[], $keys::uuid[], $kinds::text[], $facts::jsonb[])
       AS q (subject_id, question_key, kind, facts)
ON CONFLICT (subject_id, question_key) DO NOTHING

-- name: add_to_tally
INSERT INTO subjects.tally (bucket, subjects) VALUES ($bucket, $subjects)
ON CONFLICT (bucket) DO UPDATE SET subjects = tally.subjects + excluded.subjects

-- name: list_questions
SELECT subject_id::text AS subject_id, question_key, kind, facts, opened_at, answer
  FROM subjects.question
 WHERE answer IS NULL
 ORDER BY opened_at, subject_id, question_key
 LIMIT $limit

-- name: answer_question
UPDATE subjects.question
   SET answer = $answer, answered_by = $answered_by, because = $because, answered_at = $answered_at
 WHERE subject_id = $subject_id AND question_key = $question_key AND answer IS NULL
RETURNING kind, facts

-- name: insert_former_name
INSERT INTO subjects.name (subject_id, folded, name, known_since, former_until, grams)
VALUES ($subject_id, $folded, $name, $at, $former_until, $grams)
ON CONFLICT (subject_id, folded) DO NOTHING

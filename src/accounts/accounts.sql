-- name: upsert_authorities
INSERT INTO accounts.authority (code, name, region_code, tier, domain)
SELECT * FROM unnest($codes::text[], $names::text[], $region_codes::text[], $tiers::smallint[], $domains::text[])
ON CONFLICT (code) DO UPDATE
  SET name = excluded.name, region_code = excluded.region_code, tier = excluded.tier, domain = excluded.domain

-- name: list_authorities
SELECT code, name, region_code, tier, domain FROM accounts.authority ORDER BY code

-- name: find_authority
SELECT code, name, region_code, tier, domain FROM accounts.authority WHERE code = $code

-- name: list_authority_names
SELECT code, name FROM accounts.authority WHERE code = ANY($codes::text[])

-- name: insert_client
INSERT INTO accounts.client (client_id, authority_code, name, key_digest, created_at, ends_on)
VALUES ($client_id, $authority_code, $name, $key_digest, $created_at, $ends_on)

-- name: find_client_by_key
SELECT client_id, authority_code, name, ends_on::text AS ends_on
  FROM accounts.client
 WHERE key_digest = $key_digest AND revoked_at IS NULL AND ends_on >= $on::date

-- name: insert_person
INSERT INTO accounts.person (person_id, name, created_at) VALUES ($person_id, $name, $at)

-- name: insert_grant
INSERT INTO accounts.role_grant
  (grant_id, person_id, client_id, role, authority_code, subject_id, region_code, items, domains, starts_on, ends_on,
   granted_by, granted_at)
VALUES ($grant_id, $person_id, $client_id, $role, $authority_code, $subject_id, $region_code, $items, $domains,
        $starts_on, $ends_on, $granted_by, $at)

-- name: list_grants_in_force
SELECT g.role, g.authority_code, g.region_code, g.items, g.domains, g.subject_id::text AS subject_id
  FROM accounts.role_grant g
 WHERE (g.person_id = $person_id::uuid OR g.client_id = $client_id::uuid)
   AND g.revoked_at IS NULL AND $on::date BETWEEN g.starts_on AND g.ends_on
 ORDER BY g.granted_at, g.grant_id

-- name: insert_session
INSERT INTO accounts.session (token_digest, person_id, csrf_token, second_factor, started_at, seen_at)
VALUES ($token_digest, $person_id, $csrf, $second_factor, $at, $at)

-- name: find_session
SELECT s.person_id, p.name, s.csrf_token AS csrf, s.second_factor, s.started_at, s.seen_at
  FROM accounts.session s JOIN accounts.person p USING (person_id)
 WHERE s.token_digest = $token_digest AND s.ended_at IS NULL AND p.closed_at IS NULL

-- name: touch_session
UPDATE accounts.session SET seen_at = greatest(seen_at, $at) WHERE token_digest = $token_digest

-- name: end_session
UPDATE accounts.session SET ended_at = $at WHERE token_digest = $token_digest AND ended_at IS NULL

-- name: end_sessions_of
UPDATE accounts.session SET ended_at = $at WHERE person_id = $person_id AND ended_at IS NULL

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

-- name: insert_credential
INSERT INTO accounts.credential (person_id, login_name, password_hash, changed_at)
VALUES ($person_id, $login_name, $password_hash, $at)
ON CONFLICT (person_id) DO UPDATE
  SET login_name = excluded.login_name, password_hash = excluded.password_hash, changed_at = excluded.changed_at,
      totp_sealed = NULL, totp_confirmed_at = NULL, totp_last_step = NULL

-- name: find_credential
SELECT c.person_id, c.password_hash, CASE WHEN c.totp_confirmed_at IS NOT NULL THEN c.totp_sealed END AS sealed,
       c.totp_last_step::text AS last_step
  FROM accounts.credential c JOIN accounts.person p USING (person_id)
 WHERE c.login_name = $login_name AND p.closed_at IS NULL

-- name: set_totp
UPDATE accounts.credential SET totp_sealed = $sealed, totp_confirmed_at = NULL, totp_last_step = NULL
 WHERE person_id = $person_id

-- name: find_pending_totp
SELECT totp_sealed AS sealed FROM accounts.credential
 WHERE person_id = $person_id AND totp_sealed IS NOT NULL AND totp_confirmed_at IS NULL

-- name: confirm_totp
UPDATE accounts.credential SET totp_confirmed_at = $at, totp_last_step = $step WHERE person_id = $person_id

-- name: use_totp_step
UPDATE accounts.credential SET totp_last_step = $step WHERE person_id = $person_id

-- name: insert_recovery_codes
WITH earlier AS (DELETE FROM accounts.recovery_code WHERE person_id = $person_id)
INSERT INTO accounts.recovery_code (person_id, code_digest)
SELECT $person_id, d FROM unnest($digests::bytea[]) AS d

-- name: use_recovery_code
UPDATE accounts.recovery_code SET used_at = $at
 WHERE person_id = $person_id AND code_digest = $digest AND used_at IS NULL

-- name: find_failures
SELECT failures, failed_at FROM accounts.sign_in_failure WHERE login_digest = $login_digest

-- name: count_failure
INSERT INTO accounts.sign_in_failure AS f (login_digest, failures, failed_at) VALUES ($login_digest, 1, $at)
ON CONFLICT (login_digest) DO UPDATE
  SET failures = CASE WHEN excluded.failed_at > f.failed_at + interval '1 day' THEN 1 ELSE f.failures + 1 END,
      failed_at = excluded.failed_at

-- name: forget_failures
DELETE FROM accounts.sign_in_failure WHERE login_digest = $login_digest

-- name: insert_invitation
INSERT INTO accounts.invitation (token_digest, person_id, ends_at) VALUES ($token_digest, $person_id, $ends_at)

-- name: withdraw_invitations
UPDATE accounts.invitation SET used_at = $at WHERE person_id = $person_id AND used_at IS NULL

-- name: find_invitation
SELECT p.person_id, p.name,
       coalesce((SELECT array_agg(g.role) FROM accounts.role_grant g
                  WHERE g.person_id = p.person_id AND g.revoked_at IS NULL AND g.ends_on >= $on::date), '{}') AS roles
  FROM accounts.invitation i JOIN accounts.person p USING (person_id)
 WHERE i.token_digest = $token_digest AND i.used_at IS NULL AND i.ends_at > $at AND p.closed_at IS NULL

-- name: close_invitation
UPDATE accounts.invitation SET used_at = $at WHERE token_digest = $token_digest AND used_at IS NULL

-- name: bind_identity
UPDATE accounts.person SET issuer = $issuer, external_id = $external_id WHERE person_id = $person_id

-- name: find_by_identity
SELECT person_id FROM accounts.person WHERE issuer = $issuer AND external_id = $external_id AND closed_at IS NULL

-- name: upsert_oidc_state
INSERT INTO accounts.oidc_state (kind, state_id, payload, grant_id, uid, expires_at)
VALUES ($kind, $state_id, $payload, $grant_id, $uid, $expires_at)
ON CONFLICT (kind, state_id) DO UPDATE
  SET payload = excluded.payload, grant_id = excluded.grant_id, uid = excluded.uid, expires_at = excluded.expires_at

-- name: find_oidc_state
SELECT payload FROM accounts.oidc_state
 WHERE kind = $kind AND state_id = $state_id AND (expires_at IS NULL OR expires_at > $at)

-- name: find_oidc_state_by_uid
SELECT payload FROM accounts.oidc_state
 WHERE kind = $kind AND uid = $uid AND (expires_at IS NULL OR expires_at > $at)

-- name: consume_oidc_state
UPDATE accounts.oidc_state SET payload = payload || jsonb_build_object('consumed', $consumed::bigint)
 WHERE kind = $kind AND state_id = $state_id

-- name: drop_oidc_state
DELETE FROM accounts.oidc_state WHERE kind = $kind AND state_id = $state_id

-- name: drop_oidc_grant
DELETE FROM accounts.oidc_state WHERE kind = $kind AND grant_id = $grant_id

-- name: sweep_oidc_state
DELETE FROM accounts.oidc_state WHERE expires_at < $at

-- name: list_members
SELECT p.person_id, p.name, g.role, g.ends_on::text AS ends_on, p.issuer IS NOT NULL AS opened
  FROM accounts.role_grant g JOIN accounts.person p USING (person_id)
 WHERE g.authority_code = $authority_code AND g.revoked_at IS NULL AND $on::date BETWEEN g.starts_on AND g.ends_on
   AND p.closed_at IS NULL
 ORDER BY p.name, p.person_id, g.role

-- name: revoke_grants_at
UPDATE accounts.role_grant SET revoked_at = $at
 WHERE person_id = $person_id AND authority_code = $authority_code AND revoked_at IS NULL

-- name: insert_proposal
INSERT INTO accounts.proposal (proposal_id, operation, authority_code, payload, proposed_by, proposed_at)
VALUES ($proposal_id, $operation, $authority_code, $payload, $proposed_by, $at)

-- name: list_open_proposals
SELECT q.proposal_id, q.operation, q.payload, q.proposed_by, p.name AS proposer, q.proposed_at
  FROM accounts.proposal q JOIN accounts.person p ON p.person_id = q.proposed_by
 WHERE q.authority_code = $authority_code AND q.decision IS NULL
 ORDER BY q.proposed_at, q.proposal_id

-- name: lock_open_proposal
SELECT q.proposal_id, q.operation, q.payload, q.proposed_by, p.name AS proposer, q.proposed_at
  FROM accounts.proposal q JOIN accounts.person p ON p.person_id = q.proposed_by
 WHERE q.proposal_id = $proposal_id AND q.operation = $operation AND q.authority_code = $authority_code
   AND q.decision IS NULL
   FOR UPDATE OF q

-- name: decide_proposal
UPDATE accounts.proposal
   SET decided_by = $decided_by, decided_at = $at, decision = $decision, because = $because
 WHERE proposal_id = $proposal_id

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

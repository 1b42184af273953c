CREATE SCHEMA accounts;

CREATE TABLE accounts.authority (
  code text CONSTRAINT authority_pk PRIMARY KEY,
  name text NOT NULL,
  region_code text NOT NULL CONSTRAINT authority_region REFERENCES kernel.region (code),
  tier smallint NOT NULL,
  domain text NOT NULL,
  CONSTRAINT authority_code_is_uscc CHECK (code ~ '^[0-9ANY][0-9][0-9]{6}[0-9A-HJ-NPQRTUWXY]{10}$'),
  CONSTRAINT authority_tier_is_one_to_five CHECK (tier BETWEEN 1 AND 5)
);
COMMENT ON TABLE accounts.authority IS '机构：依法作出决定或提供信息的机关、单位';

CREATE TABLE accounts.client (
  client_id uuid CONSTRAINT client_pk PRIMARY KEY,
  authority_code text NOT NULL CONSTRAINT client_authority REFERENCES accounts.authority (code),
  name text NOT NULL,
  key_digest bytea NOT NULL CONSTRAINT client_key_unique UNIQUE,
  created_at timestamptz NOT NULL,
  ends_on date NOT NULL,
  revoked_at timestamptz,
  CONSTRAINT client_key_digest_length CHECK (length(key_digest) = 32),
  CONSTRAINT client_name_given CHECK (length(btrim(name)) > 0)
);
COMMENT ON TABLE accounts.client IS '机构的机器客户端；只存密钥摘要，到期日自动失效';

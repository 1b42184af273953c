CREATE TABLE accounts.credential (
  person_id uuid CONSTRAINT credential_pk PRIMARY KEY CONSTRAINT credential_person REFERENCES accounts.person (person_id),
  login_name text NOT NULL CONSTRAINT credential_login_unique UNIQUE,
  password_hash text NOT NULL,
  totp_sealed bytea,
  totp_confirmed_at timestamptz,
  totp_last_step bigint,
  changed_at timestamptz NOT NULL,
  CONSTRAINT credential_login_shape CHECK (login_name ~ '^[a-z0-9][a-z0-9._-]{2,39}$')
);
COMMENT ON TABLE accounts.credential IS '内置身份认证的登录凭据；接入统一身份认证的安装不使用';
COMMENT ON COLUMN accounts.credential.totp_sealed IS '动态口令密钥，以数据库之外的密钥加密';

CREATE TABLE accounts.recovery_code (
  person_id uuid NOT NULL CONSTRAINT recovery_code_person REFERENCES accounts.person (person_id),
  code_digest bytea NOT NULL,
  used_at timestamptz,
  CONSTRAINT recovery_code_pk PRIMARY KEY (person_id, code_digest)
);
COMMENT ON TABLE accounts.recovery_code IS '恢复码：动态口令设备遗失时各用一次；只存摘要';

CREATE TABLE accounts.sign_in_failure (
  login_digest bytea CONSTRAINT sign_in_failure_pk PRIMARY KEY,
  failures integer NOT NULL,
  failed_at timestamptz NOT NULL
);
COMMENT ON TABLE accounts.sign_in_failure IS '连续登录失败次数；按登录名摘要记，不论该登录名是否存在';

CREATE TABLE accounts.invitation (
  token_digest bytea CONSTRAINT invitation_pk PRIMARY KEY,
  person_id uuid NOT NULL CONSTRAINT invitation_person REFERENCES accounts.person (person_id),
  ends_at timestamptz NOT NULL,
  used_at timestamptz,
  CONSTRAINT invitation_token_digest_length CHECK (length(token_digest) = 32)
);
CREATE INDEX invitation_person ON accounts.invitation (person_id);
COMMENT ON TABLE accounts.invitation IS '开通链接：一次有效，到期作废；只存摘要';

CREATE TABLE accounts.oidc_state (
  kind text NOT NULL,
  state_id text NOT NULL,
  payload jsonb NOT NULL,
  grant_id text,
  uid text,
  expires_at timestamptz,
  CONSTRAINT oidc_state_pk PRIMARY KEY (kind, state_id)
);
CREATE INDEX oidc_state_grant ON accounts.oidc_state (grant_id) WHERE grant_id IS NOT NULL;
CREATE INDEX oidc_state_uid ON accounts.oidc_state (uid) WHERE uid IS NOT NULL;
CREATE INDEX oidc_state_expiry ON accounts.oidc_state (expires_at);
COMMENT ON TABLE accounts.oidc_state IS '内置身份认证（OpenID Connect）进行中的登录';

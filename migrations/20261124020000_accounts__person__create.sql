ALTER TABLE ledger.act DROP CONSTRAINT act_actor_kind;
ALTER TABLE ledger.act ADD CONSTRAINT act_actor_kind
  CHECK (actor_kind IN ('officer', 'representative', 'client', 'operator'));

CREATE TABLE accounts.person (
  person_id uuid CONSTRAINT person_pk PRIMARY KEY,
  name text NOT NULL,
  issuer text,
  external_id text,
  created_at timestamptz NOT NULL,
  closed_at timestamptz,
  CONSTRAINT person_is_named CHECK (length(btrim(name)) > 0),
  CONSTRAINT person_identity_whole CHECK (num_nonnulls(issuer, external_id) IN (0, 2)),
  CONSTRAINT person_identity_unique UNIQUE (issuer, external_id)
);
COMMENT ON TABLE accounts.person IS '账号：代表机构或主体办事的人；除办事所需外不记载任何个人信息';
COMMENT ON COLUMN accounts.person.external_id IS '统一身份认证给出的标识；首次登录前为空';

CREATE TABLE accounts.role_grant (
  grant_id uuid CONSTRAINT role_grant_pk PRIMARY KEY,
  person_id uuid CONSTRAINT role_grant_person REFERENCES accounts.person (person_id),
  client_id uuid CONSTRAINT role_grant_client REFERENCES accounts.client (client_id),
  role text NOT NULL,
  authority_code text CONSTRAINT role_grant_authority REFERENCES accounts.authority (code),
  subject_id bigint,
  region_code text CONSTRAINT role_grant_region REFERENCES kernel.region (code),
  items text[],
  domains text[],
  starts_on date NOT NULL,
  ends_on date NOT NULL,
  granted_by text NOT NULL,
  granted_at timestamptz NOT NULL,
  revoked_at timestamptz,
  CONSTRAINT role_grant_has_one_holder CHECK (num_nonnulls(person_id, client_id) = 1),
  CONSTRAINT role_grant_is_for_one CHECK (num_nonnulls(authority_code, subject_id) = 1),
  CONSTRAINT role_grant_office_has_region CHECK ((authority_code IS NULL) = (region_code IS NULL)),
  CONSTRAINT role_grant_subject_is_for_people CHECK (subject_id IS NULL OR person_id IS NOT NULL),
  CONSTRAINT role_grant_ends CHECK (ends_on >= starts_on),
  CONSTRAINT role_grant_is_limited CHECK (ends_on <= starts_on + 1100)
);
CREATE INDEX role_grant_person ON accounts.role_grant (person_id);
CREATE INDEX role_grant_client ON accounts.role_grant (client_id);
CREATE INDEX role_grant_authority ON accounts.role_grant (authority_code);
CREATE INDEX role_grant_subject ON accounts.role_grant (subject_id);
COMMENT ON TABLE accounts.role_grant IS '授权：角色 × 机构（或所代表的主体）× 区划 × 目录与领域 × 起止日期；到期自动失效';

INSERT INTO accounts.role_grant
  (grant_id, client_id, role, authority_code, region_code, starts_on, ends_on, granted_by, granted_at)
SELECT gen_random_uuid(), c.client_id, 'sending_client', c.authority_code, a.region_code,
       (c.created_at AT TIME ZONE 'Asia/Shanghai')::date, c.ends_on, '密钥签发', c.created_at
  FROM accounts.client c JOIN accounts.authority a ON a.code = c.authority_code;

CREATE TABLE accounts.session (
  token_digest bytea CONSTRAINT session_pk PRIMARY KEY,
  person_id uuid NOT NULL CONSTRAINT session_person REFERENCES accounts.person (person_id),
  csrf_token text NOT NULL,
  second_factor boolean NOT NULL,
  started_at timestamptz NOT NULL,
  seen_at timestamptz NOT NULL,
  ended_at timestamptz,
  CONSTRAINT session_token_digest_length CHECK (length(token_digest) = 32)
);
CREATE INDEX session_person ON accounts.session (person_id);
COMMENT ON TABLE accounts.session IS '登录会话；只存令牌摘要';

CREATE TABLE accounts.proposal (
  proposal_id uuid CONSTRAINT proposal_pk PRIMARY KEY,
  operation text NOT NULL,
  authority_code text NOT NULL CONSTRAINT proposal_authority REFERENCES accounts.authority (code),
  payload jsonb NOT NULL,
  proposed_by uuid NOT NULL CONSTRAINT proposal_proposer REFERENCES accounts.person (person_id),
  proposed_at timestamptz NOT NULL,
  decided_by uuid CONSTRAINT proposal_decider REFERENCES accounts.person (person_id),
  decided_at timestamptz,
  decision text,
  because text,
  CONSTRAINT proposal_four_eyes CHECK (decided_by IS NULL OR decided_by <> proposed_by),
  CONSTRAINT proposal_decided_whole CHECK (num_nonnulls(decided_by, decided_at, decision, because) IN (0, 4)),
  CONSTRAINT proposal_decision CHECK (decision IN ('approved', 'refused'))
);
CREATE INDEX proposal_open ON accounts.proposal (authority_code, proposed_at) WHERE decision IS NULL;
COMMENT ON TABLE accounts.proposal IS '双人办理：一人提出、另一人决定；同一人不能兼做，由数据库保证';

CREATE TABLE ledger.disclosure (
  disclosure_id uuid NOT NULL,
  subject_id bigint,
  route text NOT NULL,
  reader_kind text NOT NULL,
  reader_id uuid NOT NULL,
  reader_name text NOT NULL,
  authority_code text,
  purpose text NOT NULL,
  fields_class text NOT NULL,
  read_at timestamptz NOT NULL,
  CONSTRAINT disclosure_once UNIQUE NULLS NOT DISTINCT (disclosure_id, subject_id),
  CONSTRAINT disclosure_reader CHECK (reader_kind IN ('person', 'client')),
  CONSTRAINT disclosure_purpose_given CHECK (length(btrim(purpose)) >= 2)
);
CREATE INDEX disclosure_subject ON ledger.disclosure (subject_id, read_at);
CREATE INDEX disclosure_reader ON ledger.disclosure (reader_id, read_at);
CREATE INDEX disclosure_time ON ledger.disclosure (read_at);
COMMENT ON TABLE ledger.disclosure IS '查询日志：每次查看非公开信息一行，写明何人、为何机关、何用途；五年内不得删除，不得修改';

CREATE FUNCTION ledger.keep_disclosure() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  -- Five years are counted back from the newest read: the machine's clock, set wrongly, must not open the log.
  IF TG_OP = 'DELETE' AND OLD.read_at < (SELECT max(read_at) FROM ledger.disclosure) - interval '5 years' THEN
    RETURN OLD;
  END IF;
  RAISE EXCEPTION 'ledger.disclosure is kept for five years' USING ERRCODE = 'restrict_violation';
END
$$;
CREATE TRIGGER disclosure_is_kept BEFORE UPDATE OR DELETE ON ledger.disclosure
  FOR EACH ROW EXECUTE FUNCTION ledger.keep_disclosure();
CREATE TRIGGER disclosure_is_not_emptied BEFORE TRUNCATE ON ledger.disclosure
  FOR EACH STATEMENT EXECUTE FUNCTION ledger.refuse_change();

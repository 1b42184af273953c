CREATE SCHEMA records;

CREATE TABLE records.record (
  subject_id bigint NOT NULL,
  item_no smallint NOT NULL,
  record_key uuid NOT NULL,
  item_version smallint NOT NULL,
  version integer NOT NULL,
  document_number text NOT NULL,
  authority_code text NOT NULL,
  provider_code text NOT NULL,
  decided_on date NOT NULL,
  gravity smallint,
  public_from date,
  public_until date,
  due_on date NOT NULL,
  due_provisional boolean NOT NULL,
  first_received_at timestamptz NOT NULL,
  received_at timestamptz NOT NULL,
  submission_id uuid NOT NULL,
  row_number integer NOT NULL,
  salt uuid NOT NULL,
  digest uuid NOT NULL,
  fields jsonb NOT NULL,
  CONSTRAINT record_pk PRIMARY KEY (subject_id, item_no, record_key),
  CONSTRAINT record_gravity CHECK (gravity BETWEEN 1 AND 3),
  CONSTRAINT record_publicity_ends_after_it_begins CHECK (public_until IS NULL OR public_until >= public_from),
  CONSTRAINT record_adverse_publicity_ends CHECK (gravity IS NULL OR public_from IS NULL OR public_until IS NOT NULL)
);
COMMENT ON TABLE records.record IS '信用记录的现行版本；（主体、目录项目、自然键）唯一。是否在公示期由日期在读取时判断，不存状态';
COMMENT ON COLUMN records.record.gravity IS '失信程度：1 轻微 2 一般 3 严重；非失信信息为空';

CREATE TABLE records.superseding (LIKE records.record);
COMMENT ON TABLE records.superseding IS '中转：一个事务内将取代在档版本的行；事务结束时总是空的';
CREATE INDEX superseding_submission ON records.superseding (submission_id);

CREATE TABLE records.record_version (
  subject_id bigint NOT NULL,
  item_no smallint NOT NULL,
  record_key uuid NOT NULL,
  version integer NOT NULL,
  superseded_at timestamptz NOT NULL,
  record jsonb NOT NULL,
  CONSTRAINT record_version_pk PRIMARY KEY (subject_id, item_no, record_key, version)
);
COMMENT ON TABLE records.record_version IS '被更正或更新取代的历史版本';

CREATE TABLE records.tally (
  item_no smallint NOT NULL,
  provider_code text NOT NULL,
  records bigint NOT NULL,
  CONSTRAINT tally_pk PRIMARY KEY (item_no, provider_code)
);
COMMENT ON TABLE records.tally IS '各目录项目、各提供单位的在档记录数；与改变它的事务同时更新，看板读它而不数记录';

CREATE VIEW records.v_record AS
  SELECT subject_id, item_no, record_key, item_version, version, document_number, authority_code, provider_code,
         decided_on, gravity, public_from, public_until, first_received_at, received_at, submission_id, row_number,
         fields
    FROM records.record;
CREATE VIEW records.v_tally AS SELECT item_no, provider_code, records FROM records.tally;

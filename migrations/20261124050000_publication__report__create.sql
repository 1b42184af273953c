CREATE SCHEMA IF NOT EXISTS publication;

CREATE TABLE publication.report_key (
  key_id text CONSTRAINT report_key_pk PRIMARY KEY,
  public_key jsonb NOT NULL,
  used_since timestamptz NOT NULL
);
COMMENT ON TABLE publication.report_key IS '报告签名公钥；更换后旧公钥留存，旧报告仍可核验';

CREATE TABLE publication.report (
  verify_code text CONSTRAINT report_pk PRIMARY KEY,
  number text NOT NULL CONSTRAINT report_number_unique UNIQUE,
  kind text NOT NULL,
  subject_id bigint NOT NULL,
  scope jsonb NOT NULL,
  cut_off date NOT NULL,
  issued_at timestamptz NOT NULL,
  content_digest bytea NOT NULL,
  content jsonb,
  file bytea,
  file_digest bytea NOT NULL,
  key_id text NOT NULL CONSTRAINT report_signed_by REFERENCES publication.report_key (key_id),
  CONSTRAINT report_kind CHECK (kind IN ('public', 'special')),
  CONSTRAINT report_digest_lengths CHECK (length(content_digest) = 32 AND length(file_digest) = 32),
  CONSTRAINT report_erased_whole CHECK ((content IS NULL) = (file IS NULL))
);
COMMENT ON TABLE publication.report IS '已出具的报告；保存期满后清除内容和文件，只留摘要，仍可核验文件是否被改动';
CREATE INDEX report_same_day ON publication.report (subject_id, cut_off, content_digest);
CREATE INDEX report_issued ON publication.report (issued_at) WHERE file IS NOT NULL;

CREATE TABLE publication.report_record (
  verify_code text NOT NULL CONSTRAINT report_record_report REFERENCES publication.report (verify_code),
  subject_id bigint NOT NULL,
  item_no smallint NOT NULL,
  record_key uuid NOT NULL,
  version integer NOT NULL,
  CONSTRAINT report_record_pk PRIMARY KEY (verify_code, subject_id, item_no, record_key)
);
COMMENT ON TABLE publication.report_record IS '报告载有哪些记录的哪个版本；记录更正、修复、撤销后据此说明报告已被取代';
CREATE INDEX report_record_of_record ON publication.report_record (subject_id, item_no, record_key);

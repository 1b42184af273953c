CREATE SCHEMA collection;

CREATE TABLE collection.submission (
  submission_id uuid CONSTRAINT submission_pk PRIMARY KEY,
  item_no smallint NOT NULL,
  item_version smallint NOT NULL,
  provider_code text NOT NULL,
  channel text NOT NULL,
  sender text NOT NULL,
  file_name text NOT NULL,
  file_digest bytea NOT NULL,
  file_bytes bigint NOT NULL,
  unknown_columns text[] NOT NULL,
  received_at timestamptz NOT NULL,
  finished_at timestamptz,
  rows integer,
  accepted_new integer,
  accepted_changed integer,
  accepted_unchanged integer,
  refused integer,
  natural_persons integer,
  root bytea,
  CONSTRAINT submission_channel CHECK (channel IN ('command', 'file', 'json')),
  CONSTRAINT submission_counts_are_complete CHECK (
    num_nulls(finished_at, rows, accepted_new, accepted_changed, accepted_unchanged, refused, natural_persons, root)
      IN (0, 8)),
  CONSTRAINT submission_counts_add_up CHECK (
    rows = accepted_new + accepted_changed + accepted_unchanged + refused + natural_persons)
);
COMMENT ON TABLE collection.submission IS '报送：一个文件或一次接口调用；原件不留存，只留摘要';
CREATE UNIQUE INDEX submission_one_open_per_file ON collection.submission (provider_code, item_no, file_digest)
  WHERE finished_at IS NULL;
CREATE INDEX submission_file ON collection.submission (provider_code, item_no, file_digest);

CREATE TABLE collection.chunk (
  submission_id uuid NOT NULL CONSTRAINT chunk_submission REFERENCES collection.submission (submission_id),
  chunk_no integer NOT NULL,
  rows integer NOT NULL,
  accepted_new integer NOT NULL,
  accepted_changed integer NOT NULL,
  accepted_unchanged integer NOT NULL,
  refused integer NOT NULL,
  natural_persons integer NOT NULL,
  refusals jsonb NOT NULL,
  root bytea NOT NULL,
  CONSTRAINT chunk_pk PRIMARY KEY (submission_id, chunk_no),
  CONSTRAINT chunk_root_length CHECK (length(root) = 32),
  CONSTRAINT chunk_counts_add_up CHECK (
    rows = accepted_new + accepted_changed + accepted_unchanged + refused + natural_persons)
);
COMMENT ON TABLE collection.chunk IS '报送中已一次提交的一段行；中断后从下一段继续，root 为该段各行承诺值的 Merkle 根';

CREATE TABLE collection.quarantined_row (
  provider_code text NOT NULL,
  item_no smallint NOT NULL,
  row_digest uuid NOT NULL,
  submission_id uuid NOT NULL,
  row_number integer NOT NULL,
  content jsonb NOT NULL,
  problems jsonb NOT NULL,
  salt uuid NOT NULL,
  due_on date NOT NULL,
  due_provisional boolean NOT NULL,
  quarantined_at timestamptz NOT NULL,
  CONSTRAINT quarantined_row_pk PRIMARY KEY (provider_code, item_no, row_digest)
);
COMMENT ON TABLE collection.quarantined_row IS '疑问数据：未通过校验的组织数据行，归提供单位处理；个人证件号、电话已遮蔽';
CREATE INDEX quarantined_row_submission ON collection.quarantined_row (submission_id);

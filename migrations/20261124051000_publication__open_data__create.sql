CREATE TABLE publication.feed_told (
  subject_id bigint NOT NULL,
  item_no smallint NOT NULL,
  record_key uuid NOT NULL,
  version integer NOT NULL,
  public_until date,
  CONSTRAINT feed_told_pk PRIMARY KEY (subject_id, item_no, record_key)
);
COMMENT ON TABLE publication.feed_told IS '开放数据已告知外界的记录及其版本；与现在公示的比较，得出增量';

CREATE TABLE publication.feed_entry (
  position bigint GENERATED ALWAYS AS IDENTITY CONSTRAINT feed_entry_pk PRIMARY KEY,
  subject_id bigint NOT NULL,
  item_no smallint NOT NULL,
  record_key uuid NOT NULL,
  version integer NOT NULL,
  action text NOT NULL,
  reason text,
  unit_code text,
  told_at timestamptz NOT NULL,
  CONSTRAINT feed_entry_action CHECK (action IN ('put', 'remove')),
  CONSTRAINT feed_entry_reason CHECK ((action = 'remove') = (reason IS NOT NULL) AND reason IN ('ended', 'withdrawn'))
);
COMMENT ON TABLE publication.feed_entry IS '开放数据增量：公示与撤下，逐条编号，只增不改；不含内容';
CREATE INDEX feed_entry_record ON publication.feed_entry (subject_id, item_no, record_key, position);

CREATE TABLE publication.total (
  total_id text CONSTRAINT total_pk PRIMARY KEY,
  query text NOT NULL,
  feed_position bigint NOT NULL,
  ledger_size bigint NOT NULL,
  computed_on date NOT NULL,
  computed_at timestamptz NOT NULL,
  value jsonb NOT NULL,
  hash bytea NOT NULL,
  CONSTRAINT total_hash_length CHECK (length(hash) = 32)
);
COMMENT ON TABLE publication.total IS '公布的统计数：所用查询、增量位置、存证规模和摘要，可重算';

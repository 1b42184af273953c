CREATE TABLE ledger.pending (
  position bigint CONSTRAINT pending_pk PRIMARY KEY
);
COMMENT ON TABLE ledger.pending IS '已提交、尚未排入日志的行为';

CREATE TABLE ledger.leaf (
  leaf_index bigint CONSTRAINT leaf_pk PRIMARY KEY,
  position bigint NOT NULL CONSTRAINT leaf_position_unique UNIQUE
    CONSTRAINT leaf_act REFERENCES ledger.act (position),
  CONSTRAINT leaf_index_from_zero CHECK (leaf_index >= 0)
);
COMMENT ON TABLE ledger.leaf IS '日志中的次序：排定后不再改变';
CREATE TRIGGER leaf_is_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON ledger.leaf
  FOR EACH STATEMENT EXECUTE FUNCTION ledger.refuse_change();

INSERT INTO ledger.pending SELECT position FROM ledger.act;

CREATE FUNCTION ledger.note_pending() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  INSERT INTO ledger.pending (position) VALUES (NEW.position);
  RETURN NULL;
END
$$;
CREATE TRIGGER act_is_pending AFTER INSERT ON ledger.act
  FOR EACH ROW EXECUTE FUNCTION ledger.note_pending();

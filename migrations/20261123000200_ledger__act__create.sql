CREATE SCHEMA ledger;

CREATE TABLE ledger.act (
  act_id uuid CONSTRAINT act_pk PRIMARY KEY,
  position bigint GENERATED ALWAYS AS IDENTITY,
  operation text NOT NULL,
  actor_kind text NOT NULL,
  actor_name text NOT NULL,
  authority_code text,
  subject_id bigint,
  payload jsonb NOT NULL,
  salt bytea NOT NULL,
  commitment bytea NOT NULL,
  acted_at timestamptz NOT NULL,
  CONSTRAINT act_position_unique UNIQUE (position),
  CONSTRAINT act_actor_kind CHECK (actor_kind IN ('officer', 'client', 'operator')),
  CONSTRAINT act_actor_is_named CHECK (length(btrim(actor_name)) > 0),
  CONSTRAINT act_salt_length CHECK (length(salt) = 32),
  CONSTRAINT act_commitment_length CHECK (length(commitment) = 32)
);
COMMENT ON TABLE ledger.act IS '存证：每一权力行为一行，与其所记之事同一事务写入，只增不改';
COMMENT ON COLUMN ledger.act.commitment IS 'SHA-256(salt ‖ RFC 8785 规范 JSON)；内容可清除，承诺值留存';

CREATE FUNCTION ledger.refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION 'ledger.act is append-only' USING ERRCODE = 'restrict_violation';
END
$$;
CREATE TRIGGER act_is_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON ledger.act
  FOR EACH STATEMENT EXECUTE FUNCTION ledger.refuse_change();

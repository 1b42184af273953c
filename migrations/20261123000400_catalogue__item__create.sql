CREATE SCHEMA catalogue;

CREATE TABLE catalogue.instrument (
  id text CONSTRAINT instrument_pk PRIMARY KEY,
  title text NOT NULL,
  number text,
  in_force_from date NOT NULL,
  in_force_until date,
  definition jsonb NOT NULL
);
COMMENT ON TABLE catalogue.instrument IS '法律文件：目录项目的依据；失效日之后以其为依据的项目随之停用';

CREATE TABLE catalogue.item (
  item_no smallint CONSTRAINT item_pk PRIMARY KEY,
  code text NOT NULL CONSTRAINT item_code_unique UNIQUE,
  name text NOT NULL CONSTRAINT item_name_unique UNIQUE
);
COMMENT ON TABLE catalogue.item IS '目录项目';

CREATE TABLE catalogue.item_version (
  item_no smallint NOT NULL CONSTRAINT item_version_item REFERENCES catalogue.item (item_no),
  version smallint NOT NULL,
  adverse boolean NOT NULL,
  subject_kinds text[] NOT NULL,
  legal_basis text[] NOT NULL,
  disclosure text NOT NULL,
  in_force_from date NOT NULL,
  in_force_until date,
  definition jsonb NOT NULL,
  digest text NOT NULL,
  CONSTRAINT item_version_pk PRIMARY KEY (item_no, version),
  CONSTRAINT item_version_has_legal_basis CHECK (cardinality(legal_basis) > 0),
  CONSTRAINT item_version_is_about_organisations CHECK (
    cardinality(subject_kinds) > 0 AND subject_kinds <@ ARRAY['organisation', 'individual_business']
  ),
  CONSTRAINT item_version_disclosure CHECK (disclosure IN ('public', 'shared', 'subject'))
);
COMMENT ON TABLE catalogue.item_version IS '目录项目的版本；发布后不改，记录保留其归集时的版本号';

CREATE FUNCTION catalogue.refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION 'a published item version never changes' USING ERRCODE = 'restrict_violation';
END
$$;
CREATE TRIGGER item_version_is_final BEFORE UPDATE OR DELETE ON catalogue.item_version
  FOR EACH ROW EXECUTE FUNCTION catalogue.refuse_change();

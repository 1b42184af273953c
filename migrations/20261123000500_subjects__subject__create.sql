CREATE SCHEMA subjects;

CREATE TABLE subjects.subject (
  subject_id bigint CONSTRAINT subject_pk PRIMARY KEY,
  organisation_code text,
  uscc text,
  kind text NOT NULL,
  name text NOT NULL,
  region_code text,
  known_since timestamptz NOT NULL,
  CONSTRAINT subject_id_is_63_bit CHECK (subject_id >= 0),
  CONSTRAINT subject_is_an_organisation CHECK (kind IN (
    'enterprise', 'individual_business', 'cooperative', 'institution', 'agency', 'mass_organisation',
    'social_organisation', 'law_service', 'collective', 'other')),
  CONSTRAINT subject_uscc_shape CHECK (uscc ~ '^[0-9A-GNY][0-9][0-9]{6}[0-9A-HJ-NPQRTUWXY]{10}$'),
  CONSTRAINT subject_uscc_holds_organisation_code CHECK (substr(uscc, 9, 9) = organisation_code)
);
COMMENT ON TABLE subjects.subject IS '主体：组织；编号由组织机构代码（或旧代码）计算得出，各节点一致。自然人不能成为主体';

CREATE TABLE subjects.identifier (
  subject_id bigint NOT NULL,
  scheme text NOT NULL,
  value text NOT NULL,
  known_since timestamptz NOT NULL,
  CONSTRAINT identifier_pk PRIMARY KEY (subject_id, scheme, value),
  CONSTRAINT identifier_scheme_is_of_organisations CHECK (scheme IN (
    'uscc', 'organisation_code', 'registration_number', 'tax_number', 'institution_number', 'social_organisation_number'))
);
COMMENT ON TABLE subjects.identifier IS '主体的各类代码；没有任何一种属于自然人';
CREATE INDEX identifier_value ON subjects.identifier (value);

CREATE TABLE subjects.name (
  subject_id bigint NOT NULL,
  folded text NOT NULL,
  name text NOT NULL,
  known_since timestamptz NOT NULL,
  former_until date,
  grams text[] NOT NULL,
  CONSTRAINT name_pk PRIMARY KEY (subject_id, folded),
  CONSTRAINT name_not_blank CHECK (length(folded) > 0)
);
COMMENT ON TABLE subjects.name IS '主体的名称与曾用名；grams 为折叠后名称的二字组，供按名称片段检索';
CREATE INDEX name_folded ON subjects.name (folded text_pattern_ops);
CREATE INDEX name_grams ON subjects.name USING gin (grams);

CREATE TABLE subjects.question (
  subject_id bigint NOT NULL,
  question_key uuid NOT NULL,
  kind text NOT NULL,
  facts jsonb NOT NULL,
  opened_at timestamptz NOT NULL,
  answer text,
  answered_by text,
  because text,
  answered_at timestamptz,
  CONSTRAINT question_pk PRIMARY KEY (subject_id, question_key),
  CONSTRAINT question_kind CHECK (kind IN ('two_names_one_code', 'two_codes_one_organisation')),
  CONSTRAINT question_answer CHECK (answer IN ('same', 'different', 'unsure')),
  CONSTRAINT question_answer_is_complete CHECK (
    num_nulls(answer, answered_by, because, answered_at) IN (0, 4))
);
COMMENT ON TABLE subjects.question IS '疑问数据：一码多名、一主体多码；由人判断，判断留存，不自动合并';

CREATE TABLE subjects.tally (
  bucket smallint CONSTRAINT tally_pk PRIMARY KEY,
  subjects bigint NOT NULL
);
COMMENT ON TABLE subjects.tally IS '主体数，与新增主体的事务同时更新；分桶以免并发归集相互等待';

CREATE VIEW subjects.v_subject AS
  SELECT subject_id, organisation_code, uscc, kind, name, region_code, known_since FROM subjects.subject;
CREATE VIEW subjects.v_identifier AS
  SELECT subject_id, scheme, value, known_since FROM subjects.identifier;
CREATE VIEW subjects.v_name AS
  SELECT subject_id, folded, name, known_since, former_until, grams FROM subjects.name;
CREATE VIEW subjects.v_tally AS SELECT bucket, subjects FROM subjects.tally;

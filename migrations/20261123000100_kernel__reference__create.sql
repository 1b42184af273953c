CREATE SCHEMA kernel;

CREATE TABLE kernel.region (
  code text CONSTRAINT region_pk PRIMARY KEY,
  name text NOT NULL,
  level smallint NOT NULL,
  parent_code text,
  path text NOT NULL,
  CONSTRAINT region_code_is_twelve_digits CHECK (code ~ '^[0-9]{12}$'),
  CONSTRAINT region_level_is_one_to_five CHECK (level BETWEEN 1 AND 5)
);
COMMENT ON TABLE kernel.region IS '区划：GB/T 2260 加统计用乡村代码，五级；path 为上级代码的物化路径';
CREATE INDEX region_parent ON kernel.region (parent_code);

CREATE TABLE kernel.reporting_unit (
  code text CONSTRAINT reporting_unit_pk PRIMARY KEY,
  name text NOT NULL,
  position smallint NOT NULL,
  member_codes text[] NOT NULL,
  CONSTRAINT reporting_unit_has_regions CHECK (cardinality(member_codes) > 0)
);
COMMENT ON TABLE kernel.reporting_unit IS '考核单元：11 个设区市与定州、辛集、雄安新区，排名用';

CREATE TABLE kernel.calendar_year (
  year smallint CONSTRAINT calendar_year_pk PRIMARY KEY,
  source text NOT NULL,
  loaded_at timestamptz NOT NULL
);
COMMENT ON TABLE kernel.calendar_year IS '已公布放假安排的年份；未列入的年份按周末和元旦推算，结果为暂定';

CREATE TABLE kernel.calendar_day (
  on_date date CONSTRAINT calendar_day_pk PRIMARY KEY,
  kind text NOT NULL,
  name text NOT NULL,
  CONSTRAINT calendar_day_kind CHECK (kind IN ('off', 'work'))
);
COMMENT ON TABLE kernel.calendar_day IS '国务院办公厅公布的放假日（off）与调休上班日（work）';

CREATE TABLE kernel.reference_load (
  name text CONSTRAINT reference_load_pk PRIMARY KEY,
  digest text NOT NULL,
  loaded_at timestamptz NOT NULL
);
COMMENT ON TABLE kernel.reference_load IS '已载入的基础数据及其内容摘要；摘要未变则启动时不再载入';

-- name: list_calendar_years
SELECT year FROM kernel.calendar_year ORDER BY year

-- name: list_calendar_days
SELECT on_date::text AS on_date, kind, name FROM kernel.calendar_day ORDER BY on_date

-- name: upsert_calendar_years
INSERT INTO kernel.calendar_year (year, source, loaded_at)
SELECT y.year, $source, $at FROM unnest($years::smallint[]) AS y (year)
ON CONFLICT (year) DO UPDATE SET source = excluded.source, loaded_at = excluded.loaded_at

-- name: delete_calendar_days
DELETE FROM kernel.calendar_day
 WHERE extract(year FROM on_date) + CASE WHEN extract(month FROM on_date) = 12 THEN 1 ELSE 0 END = ANY($years::integer[])

-- name: insert_calendar_days
INSERT INTO kernel.calendar_day (on_date, kind, name)
SELECT * FROM unnest($days::date[], $kinds::text[], $names::text[])

-- name: upsert_regions
INSERT INTO kernel.region (code, name, level, parent_code, path)
SELECT * FROM unnest($codes::text[], $names::text[], $levels::smallint[], $parent_codes::text[], $paths::text[])
ON CONFLICT (code) DO UPDATE SET name = excluded.name

-- name: list_region_names
SELECT code, name FROM kernel.region WHERE code = ANY($codes::text[])

-- name: upsert_reporting_units
INSERT INTO kernel.reporting_unit (code, name, position, member_codes)
SELECT u.code, u.name, u.position, u.member_codes
  FROM jsonb_to_recordset($units::jsonb) AS u (code text, name text, position smallint, member_codes text[])
ON CONFLICT (code) DO UPDATE
  SET name = excluded.name, position = excluded.position, member_codes = excluded.member_codes

-- name: find_reference_load
SELECT digest FROM kernel.reference_load WHERE name = $name

-- name: upsert_reference_load
INSERT INTO kernel.reference_load (name, digest, loaded_at) VALUES ($name, $digest, $at)
ON CONFLICT (name) DO UPDATE SET digest = excluded.digest, loaded_at = excluded.loaded_at

-- name: list_reporting_units
SELECT code, name, member_codes AS members FROM kernel.reporting_unit ORDER BY position

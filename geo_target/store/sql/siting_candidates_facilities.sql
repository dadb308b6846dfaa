-- Facilities of one kind in an area that are proposed or approved, and so not open yet.
-- :kind · :provinces :cities  arrays of codes, or NULL for all; both must hold
SELECT f.code, f.name_fa, f.name_en, f.kind, f.capacity, f.provenance, f.province_code, f.city_code,
       ST_X(f.geom) AS lon, ST_Y(f.geom) AS lat, CAST(NULL AS double precision) AS budget_million_rials
FROM layers.facilities AS f
WHERE f.kind = :kind AND f.status IN ('proposed', 'approved')
  AND (CAST(:provinces AS text[]) IS NULL OR f.province_code = ANY (CAST(:provinces AS text[])))
  AND (CAST(:cities AS text[]) IS NULL OR f.city_code = ANY (CAST(:cities AS text[])))
ORDER BY f.code

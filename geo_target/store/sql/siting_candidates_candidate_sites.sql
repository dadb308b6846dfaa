-- Candidate sites of an area that are neither open nor given up.
-- :provinces :cities  arrays of codes, or NULL for all; both must hold
SELECT s.code, s.name_fa, s.name_en, s.kind, CAST(NULL AS integer) AS capacity, s.provenance, s.province_code, s.city_code,
       ST_X(s.geom) AS lon, ST_Y(s.geom) AS lat, CAST(s.budget_million_rials AS double precision) AS budget_million_rials
FROM layers.candidate_sites AS s
WHERE s.status IN ('proposed', 'approved')
  AND (CAST(:provinces AS text[]) IS NULL OR s.province_code = ANY (CAST(:provinces AS text[])))
  AND (CAST(:cities AS text[]) IS NULL OR s.city_code = ANY (CAST(:cities AS text[])))
ORDER BY s.code

-- A point inside each target neighbourhood of an area, as a candidate site.
-- :provinces :cities  arrays of codes, or NULL for all; both must hold
SELECT n.code, n.name_fa, n.name_en, 'neighbourhood' AS kind, CAST(NULL AS integer) AS capacity, n.provenance, n.province_code, n.city_code,
       ST_X(p.geom) AS lon, ST_Y(p.geom) AS lat, CAST(NULL AS double precision) AS budget_million_rials
FROM layers.neighbourhoods AS n
CROSS JOIN LATERAL (SELECT ST_PointOnSurface(n.geom) AS geom) AS p
WHERE (CAST(:provinces AS text[]) IS NULL OR n.province_code = ANY (CAST(:provinces AS text[])))
  AND (CAST(:cities AS text[]) IS NULL OR n.city_code = ANY (CAST(:cities AS text[])))
ORDER BY n.code

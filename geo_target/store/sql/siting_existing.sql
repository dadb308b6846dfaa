-- Operating facilities of some kinds in the whole country, with the city that they are in where it is known.
-- :kinds  array of kinds
SELECT s.code, s.name_fa, s.name_en, s.kind, s.capacity, s.provenance, s.province_code,
       coalesce(f.city_code, n.city_code) AS city_code, ST_X(s.geom) AS lon, ST_Y(s.geom) AS lat,
       CAST(NULL AS double precision) AS budget_million_rials
FROM layers.service_points AS s
LEFT JOIN geo_target.facilities AS f ON f.code = s.code AND f.retired_by IS NULL
LEFT JOIN geo_target.self_help_groups AS g ON g.code = s.code AND g.retired_by IS NULL
LEFT JOIN geo_target.neighbourhoods AS n ON n.code = g.neighbourhood_code AND n.retired_by IS NULL
WHERE s.status = 'operating' AND s.kind = ANY (CAST(:kinds AS text[]))
ORDER BY s.code

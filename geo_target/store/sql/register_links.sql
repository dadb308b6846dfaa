-- Rows that rows of other layers name: occupations, federations, and training centres with their place in degrees.
SELECT 'occupations' AS layer, o.code, o.name_fa, o.name_en, NULL::double precision AS lon, NULL::double precision AS lat
FROM geo_target.occupations AS o WHERE o.retired_by IS NULL
UNION ALL
SELECT 'federations', f.code, f.name_fa, f.name_en, NULL, NULL
FROM geo_target.federations AS f WHERE f.retired_by IS NULL
UNION ALL
SELECT 'training_centres', t.code, t.name_fa, t.name_en, ST_X(t.geom), ST_Y(t.geom)
FROM geo_target.facilities AS t WHERE t.retired_by IS NULL AND t.kind = 'training_centre'
ORDER BY layer, code

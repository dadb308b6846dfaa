-- One current row of layers.candidate_sites as a JSON object without its geometry, with its place and its dataset. No row if the code is not known.
-- :code  of the row
SELECT to_jsonb(f) - 'id' - 'geom' AS properties, ST_X(m.middle) AS lon, ST_Y(m.middle) AS lat,
       p.name_fa AS province_fa, p.name_en AS province_en, h.dataset_id
FROM layers.candidate_sites AS f
JOIN geo_target.candidate_sites AS h USING (id)
CROSS JOIN LATERAL (SELECT ST_PointOnSurface(f.geom) AS middle) AS m
LEFT JOIN layers.provinces AS p ON p.code = f.province_code
WHERE f.code = :code
ORDER BY f.code

-- Operating facilities and groups for scoring: code, kind and degrees.
SELECT s.code, s.kind, ST_X(s.geom) AS lon, ST_Y(s.geom) AS lat
FROM layers.service_points AS s
WHERE s.status = 'operating'
ORDER BY s.code

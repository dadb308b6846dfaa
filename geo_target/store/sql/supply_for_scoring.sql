-- Operating facilities and groups for scoring: code, kind, capacity (of a group its free places) and degrees.
SELECT s.code, s.kind, s.capacity, ST_X(s.geom) AS lon, ST_Y(s.geom) AS lat
FROM layers.service_points AS s
WHERE s.status = 'operating'
ORDER BY s.code

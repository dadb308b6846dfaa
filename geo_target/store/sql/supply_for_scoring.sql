-- Operating facilities and groups of the named kinds: degrees and code.
-- :kinds  facility kinds
SELECT s.code, ST_X(s.geom) AS lon, ST_Y(s.geom) AS lat
FROM layers.service_points AS s
WHERE s.kind = ANY(:kinds) AND s.status = 'operating'
ORDER BY s.code

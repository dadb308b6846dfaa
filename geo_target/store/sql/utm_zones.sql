-- How much ground each of these provinces has in each UTM zone, in square metres on the ellipsoid; most first.
-- :provinces  array of ISO 3166-2 codes
SELECT p.code, p.name_fa, p.name_en, zone, ST_Area(ST_Intersection(p.geom, strip.geom)::geography) AS area_m2
FROM layers.provinces AS p
JOIN (
    SELECT zone, ST_MakeEnvelope(6 * zone - 186, 0, 6 * zone - 180, 84, 4326) AS geom FROM generate_series(1, 60) AS zone
) AS strip ON ST_Intersects(p.geom, strip.geom)
WHERE p.code = ANY (CAST(:provinces AS text[]))
ORDER BY p.code, area_m2 DESC, zone

-- Current rows of the layer course_runs, with provenance. Geometry in EPSG:4326.
-- :province  ISO 3166-2 code, or NULL for all
SELECT * FROM layers.course_runs
WHERE CAST(:province AS text) IS NULL OR province_code = :province
ORDER BY code

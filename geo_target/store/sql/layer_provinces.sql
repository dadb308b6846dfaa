-- Current rows of the layer provinces, with provenance. Geometry in EPSG:4326.
-- :province  ISO 3166-2 code, or NULL for all
SELECT * FROM layers.provinces
WHERE CAST(:province AS text) IS NULL OR province_code = :province
ORDER BY code

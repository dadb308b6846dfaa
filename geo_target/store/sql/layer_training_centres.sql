-- Current rows of the layer training_centres, with provenance. Geometry in EPSG:4326.
-- :province  ISO 3166-2 code, or NULL for all; :codes  array of the rows' codes, or NULL for all
SELECT * FROM layers.training_centres
WHERE (CAST(:province AS text) IS NULL OR province_code = :province)
  AND (CAST(:codes AS text[]) IS NULL OR code = ANY (CAST(:codes AS text[])))
ORDER BY code

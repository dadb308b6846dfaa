-- The newest dataset of a layer that was loaded or imported itself and is not taken back. No row if there is none.
-- :layer  a collection, or population_raster
SELECT d.dataset_id, d.checksum, d.options_sha256
FROM geo_target.datasets AS d
WHERE d.layer = :layer AND d.part_of IS NULL AND d.undone_at IS NULL
ORDER BY d.dataset_id DESC
LIMIT 1

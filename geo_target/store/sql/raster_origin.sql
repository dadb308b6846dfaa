-- Where a raster is from: source, licence and date of its dataset.
-- :dataset_id  of the raster
SELECT d.source_fa, d.source_en, d.licence, d.dated
FROM geo_target.datasets AS d WHERE d.dataset_id = :dataset_id
ORDER BY d.dataset_id

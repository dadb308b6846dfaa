-- Nothing; retires the raster that stands for another dataset.
-- :dataset_id  the dataset that replaces it
UPDATE geo_target.rasters SET retired_by = :dataset_id WHERE retired_by IS NULL

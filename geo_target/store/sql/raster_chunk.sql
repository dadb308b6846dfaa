-- One piece of a raster's file, numbered from 0: no row after the last.
SELECT content FROM geo_target.raster_chunks WHERE dataset_id = :dataset_id AND number = :number ORDER BY number

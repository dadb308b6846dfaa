-- Nothing; keeps a piece of a raster's file, numbered from 0.
INSERT INTO geo_target.raster_chunks (dataset_id, number, content) VALUES (:dataset_id, :number, :content)

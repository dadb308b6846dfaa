-- Nothing; keeps what is known of a raster. Edges in degrees (EPSG:4326), total in people.
INSERT INTO geo_target.rasters (dataset_id, crs, width, height, west, south, east, north, nodata, total, sha256, bytes)
VALUES (:dataset_id, :crs, :width, :height, :west, :south, :east, :north, :nodata, :total, :sha256, :bytes)

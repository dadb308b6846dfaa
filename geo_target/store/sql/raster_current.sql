-- The population raster that stands: no row if there is none. Edges in degrees (EPSG:4326), total in people.
SELECT dataset_id, crs, width, height, west, south, east, north, nodata, total, sha256, bytes
FROM geo_target.rasters WHERE retired_by IS NULL
ORDER BY dataset_id

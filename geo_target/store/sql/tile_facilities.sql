-- One vector tile of the facilities of one kind: a single row with its bytes, empty bytes where nothing is inside.
-- :kind  kind of facility
-- :layer name of the layer in the tile · :z :x :y its address · :west :south :east :north degrees of the tile with its margin
SELECT ST_AsMVT(inside, :layer, 4096, 'geom', 'id') AS tile
FROM (
    SELECT f.id, f.code, f.name_fa, f.name_en, f.province_code, f.provenance, f.kind, f.status, f.capacity, f.capacity_unit,
           f.city_code, f.neighbourhood_code, f.in_outskirts, f.floor_area_m2,
           ST_AsMVTGeom(ST_Transform(f.geom, 3857), ST_TileEnvelope(:z, :x, :y), 4096, 64, true) AS geom
    FROM layers.facilities AS f
    WHERE f.geom && ST_MakeEnvelope(:west, :south, :east, :north, 4326) AND f.kind = :kind
    ORDER BY f.id
) AS inside

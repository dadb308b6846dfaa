-- One vector tile of the self-help groups: a single row with its bytes, empty bytes where nothing is inside.
-- :layer name of the layer in the tile · :z :x :y its address · :west :south :east :north degrees of the tile with its margin
SELECT ST_AsMVT(inside, :layer, 4096, 'geom', 'id') AS tile
FROM (
    SELECT f.id, f.code, f.name_fa, f.name_en, f.province_code, f.provenance, f.place_fa, f.place_en, f.setting,
           f.neighbourhood_code, f.federation_code, f.members, f.women, f.women_heads_of_household,
           ST_AsMVTGeom(ST_Transform(f.geom, 3857), ST_TileEnvelope(:z, :x, :y), 4096, 64, true) AS geom
    FROM layers.self_help_groups AS f
    WHERE f.geom && ST_MakeEnvelope(:west, :south, :east, :north, 4326)
    ORDER BY f.id
) AS inside

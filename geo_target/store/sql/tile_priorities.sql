-- One vector tile of the neighbourhoods with the scores of the current run: a single row with its bytes, empty bytes where nothing is inside.
-- :layer name of the layer in the tile · :z :x :y its address · :west :south :east :north degrees of the tile with its margin
-- :tolerance degrees that a boundary may move: one step of the tile's own grid
SELECT ST_AsMVT(inside, :layer, 4096, 'geom', 'id') AS tile
FROM (
    SELECT f.id, f.code, f.name_fa, f.name_en, f.province_code, f.provenance, f.city_code,
           f.city_fa, f.city_en, f.type, f.population, f.rank, f.rank_low, f.rank_high, f.priority_overall,
           f.priority_training, f.nearest_m_training, f.share_covered_training, f.unserved_training, f.gap_training,
           f.priority_placement, f.nearest_m_placement, f.share_covered_placement, f.unserved_placement, f.gap_placement,
           f.priority_microfinance, f.nearest_m_microfinance, f.share_covered_microfinance, f.unserved_microfinance, f.gap_microfinance,
           f.priority_community, f.nearest_m_community, f.share_covered_community, f.unserved_community, f.gap_community,
           ST_AsMVTGeom(ST_Transform(ST_Simplify(f.geom, :tolerance, true), 3857), ST_TileEnvelope(:z, :x, :y), 4096, 64, true) AS geom
    FROM layers.priorities AS f
    WHERE f.geom && ST_MakeEnvelope(:west, :south, :east, :north, 4326)
    ORDER BY f.id
) AS inside

-- Facilities and groups within a radius of a place, nearest first; distances in metres on the ellipsoid.
-- :lon :lat  degrees, EPSG:4326; :radius_m  metres, itself included
WITH here AS (SELECT ST_SetSRID(ST_MakePoint(:lon, :lat), 4326)::geography AS place)
SELECT s.code, s.kind, s.status, s.name_fa, s.name_en, s.province_code, s.capacity, s.provenance,
       ST_Distance(s.geom::geography, h.place) AS distance_m
FROM here AS h JOIN layers.service_points AS s ON geo_target.within_radius(s.geom::geography, h.place, :radius_m)
ORDER BY distance_m, s.code

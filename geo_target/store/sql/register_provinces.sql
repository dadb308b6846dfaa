-- Provinces by every code that they have or had; the area as WKB, EPSG:4326.
SELECT p.code, p.name_fa, p.name_en, p.iso_3166_2_pre2020, p.sci_code, p.hasc, ST_AsBinary(p.geom) AS area
FROM geo_target.provinces AS p WHERE p.retired_by IS NULL
ORDER BY p.code

-- Neighbourhoods of a dataset whose people or outline differ from the row that it replaced, or that are new.
-- Outline as WKB, EPSG:4326. A row that it replaced had its points already, so they may stay if nothing of this changed.
-- :dataset_id  the import
SELECT n.code, n.population, ST_AsBinary(n.geom) AS outline
FROM geo_target.neighbourhoods AS n
LEFT JOIN geo_target.neighbourhoods AS o ON o.code = n.code AND o.retired_by = n.dataset_id AND o.dataset_id <> n.dataset_id
WHERE n.dataset_id = :dataset_id AND n.retired_by IS NULL
  AND (o.id IS NULL OR o.population <> n.population OR ST_AsBinary(o.geom) <> ST_AsBinary(n.geom))
ORDER BY n.code

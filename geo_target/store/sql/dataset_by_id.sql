-- What a dataset says of where its rows are from. One row.
-- :dataset_id  its id
SELECT d.layer, d.title_fa, d.title_en, d.provenance, d.source_fa, d.source_en, d.licence, d.dated, d.checksum
FROM geo_target.datasets AS d
WHERE d.dataset_id = :dataset_id
ORDER BY d.dataset_id

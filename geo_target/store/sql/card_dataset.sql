-- One dataset.
-- :dataset_id  its id
SELECT d.dataset_id, d.layer, d.title_fa, d.title_en, d.provenance, d.source_fa, d.source_en, d.licence, d.dated,
       d.row_count AS rows, d.checksum, d.loaded_at, d.undone_at, d.mode, d.part_of, true AS current
FROM geo_target.datasets AS d
WHERE d.dataset_id = :dataset_id
ORDER BY d.dataset_id

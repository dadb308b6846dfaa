-- Where the current rows of a collection come from: one row, from all datasets that hold some of them.
-- :layer  a collection; priorities come from the neighbourhoods and their score run
-- :provenances  array: only datasets of these; NULL for all
WITH held AS (
    SELECT d.* FROM geo_target.datasets AS d
    WHERE d.layer = CASE :layer WHEN 'priorities' THEN 'neighbourhoods' ELSE :layer END
      AND d.undone_at IS NULL
      AND (CAST(:provenances AS text[]) IS NULL OR d.provenance = ANY (CAST(:provenances AS text[])))
      AND d.dataset_id IN (SELECT dataset_id FROM geo_target.current_dataset_ids)
)
SELECT coalesce(string_agg(DISTINCT title_fa, '؛ '), '') AS title_fa,
       coalesce(string_agg(DISTINCT title_en, '; '), '') AS title_en,
       coalesce(string_agg(DISTINCT source_fa, '؛ '), '') AS source_fa,
       coalesce(string_agg(DISTINCT source_en, '; '), '') AS source_en,
       coalesce(string_agg(DISTINCT licence, '; '), '') AS licence,
       max(dated) AS dated,
       string_agg(DISTINCT provenance, '; ') AS provenance,
       (SELECT version FROM geo_target.data_version) AS data_version
FROM held
ORDER BY 1

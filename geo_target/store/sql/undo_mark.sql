-- Returns nothing: marks datasets as taken back.
-- :group  their ids
UPDATE geo_target.datasets SET undone_at = now() WHERE dataset_id = ANY (:group)

-- Keep a score run; its rows follow in the same transaction. Gives its id.
-- :profile_id :data_version
INSERT INTO geo_target.score_runs (profile_id, data_version) VALUES (:profile_id, :data_version) RETURNING run_id

-- Keep a score run; its rows follow in the same transaction. Gives its id.
-- :profile_id :data_version · :draws :seed :top_k  how its rank intervals were drawn; 0 draws: it has none
INSERT INTO geo_target.score_runs (profile_id, data_version, draws, seed, top_k)
VALUES (:profile_id, :data_version, :draws, :seed, :top_k) RETURNING run_id

-- One score run with its profile. No row if there is no such run.
-- :run_id
SELECT r.run_id, r.created_at, p.name AS profile_name, r.data_version, r.draws, r.top_k, p.body AS profile
FROM geo_target.score_runs AS r
JOIN geo_target.profiles AS p USING (profile_id)
WHERE r.run_id = :run_id
ORDER BY r.run_id

-- The current score run with its profile, and whether the data has changed since. No row before the first run.
SELECT r.run_id, r.created_at, r.profile_name, r.data_version, r.profile, r.data_version <> v.version AS stale
FROM layers.current_score_run AS r
CROSS JOIN geo_target.data_version AS v
ORDER BY r.run_id

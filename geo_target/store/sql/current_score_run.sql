-- The newest score run, and whether data or profile have changed since: no row before the first.
SELECT r.run_id, r.created_at, r.data_version, r.profile_name, r.fingerprint, r.profile, r.draws, v.version AS data_version_now
FROM layers.current_score_run AS r CROSS JOIN geo_target.data_version AS v
ORDER BY r.run_id

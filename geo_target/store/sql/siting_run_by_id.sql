-- One siting run with its profile, and the data version of now.
-- :run_id
SELECT r.*, p.name AS profile_name, p.fingerprint, v.version AS data_version_now
FROM geo_target.siting_runs AS r JOIN geo_target.profiles AS p USING (profile_id) CROSS JOIN geo_target.data_version AS v
WHERE r.run_id = :run_id
ORDER BY r.run_id

-- Every score run, the newest first, with its profile's name and the sums of its services.
SELECT r.run_id, r.created_at, r.created_by, p.name AS profile_name, p.fingerprint, r.data_version, r.draws, r.seed, r.top_k,
       p.body -> 'travel' AS travel,
       (SELECT count(*) FROM geo_target.scores AS s WHERE s.run_id = r.run_id AND s.service = 'overall') AS neighbourhoods,
       coalesce((SELECT string_agg(DISTINCT m.measure, ', ' ORDER BY m.measure) FROM geo_target.scores AS m WHERE m.run_id = r.run_id), 'coverage')
           AS measures
FROM geo_target.score_runs AS r
JOIN geo_target.profiles AS p USING (profile_id)
ORDER BY r.run_id DESC

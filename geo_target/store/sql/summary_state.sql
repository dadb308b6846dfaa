-- What every answer depends on: the data version, when it came to be, and the current score run. One row.
SELECT v.version AS data_version, v.changed_at, (SELECT max(r.run_id) FROM geo_target.score_runs AS r) AS run_id
FROM geo_target.data_version AS v
ORDER BY v.version

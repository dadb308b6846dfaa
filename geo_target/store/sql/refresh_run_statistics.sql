-- Returns nothing: tells the planner that there is one run more; of a run that it has not heard of it expects no rows.
ANALYZE geo_target.scores, geo_target.access_values

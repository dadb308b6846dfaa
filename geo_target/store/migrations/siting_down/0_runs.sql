-- Takes back the questions where to build, and their answers.
DROP TABLE geo_target.siting_demand;
DROP TABLE geo_target.siting_sites;
DROP TABLE geo_target.siting_plans;
DROP TABLE geo_target.siting_runs;

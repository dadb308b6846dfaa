-- One view a collection: current rows only, each with the provenance of its dataset. Everything reads through these.
CREATE VIEW layers.provinces AS
SELECT p.id, p.code, p.name_fa, p.name_en, p.code AS province_code, d.provenance,
       p.in_programme, p.iso_3166_2_pre2020, p.sci_code, p.hasc, p.geom
FROM geo_target.provinces AS p JOIN geo_target.datasets AS d USING (dataset_id) WHERE p.retired_by IS NULL;

CREATE VIEW layers.counties AS
SELECT c.id, c.code, c.name_fa, c.name_en, c.province_code, d.provenance, c.geom
FROM geo_target.counties AS c JOIN geo_target.datasets AS d USING (dataset_id) WHERE c.retired_by IS NULL;

CREATE VIEW layers.cities AS
SELECT c.id, c.code, c.name_fa, c.name_en, c.province_code, d.provenance, c.county_code, c.population, c.named_in_report, c.geom
FROM geo_target.cities AS c JOIN geo_target.datasets AS d USING (dataset_id) WHERE c.retired_by IS NULL;

CREATE VIEW layers.neighbourhoods AS
SELECT n.id, n.code, n.name_fa, n.name_en, n.province_code, d.provenance, n.city_code, n.type, n.population, n.households,
       n.job_seekers, n.women_heads_of_household, n.deprivation, n.geom
FROM geo_target.neighbourhoods AS n JOIN geo_target.datasets AS d USING (dataset_id) WHERE n.retired_by IS NULL;

CREATE VIEW layers.demand_points AS
SELECT p.id, p.code, n.name_fa, n.name_en, n.province_code, d.provenance, p.neighbourhood_code, n.city_code, p.population, p.geom
FROM geo_target.demand_points AS p
JOIN geo_target.datasets AS d USING (dataset_id)
JOIN geo_target.neighbourhoods AS n ON n.code = p.neighbourhood_code AND n.retired_by IS NULL
WHERE p.retired_by IS NULL;

CREATE VIEW layers.facilities AS
SELECT f.id, f.code, f.name_fa, f.name_en, f.province_code, d.provenance, f.kind, f.status, f.capacity,
       CASE f.kind WHEN 'training_centre' THEN 'trainee_hours_per_year' WHEN 'placement_centre' THEN 'registrations_per_year'
                   WHEN 'bank_branch' THEN 'persons' ELSE 'visitors_per_year' END AS capacity_unit,
       f.city_code, f.neighbourhood_code, f.in_outskirts, f.floor_area_m2, f.geom
FROM geo_target.facilities AS f JOIN geo_target.datasets AS d USING (dataset_id) WHERE f.retired_by IS NULL;

CREATE VIEW layers.training_centres AS SELECT * FROM layers.facilities WHERE kind = 'training_centre';
CREATE VIEW layers.placement_centres AS SELECT * FROM layers.facilities WHERE kind = 'placement_centre';
CREATE VIEW layers.neighbourhood_houses AS SELECT * FROM layers.facilities WHERE kind = 'neighbourhood_house';
CREATE VIEW layers.bank_branches AS SELECT * FROM layers.facilities WHERE kind = 'bank_branch';
CREATE VIEW layers.social_service_bases AS SELECT * FROM layers.facilities WHERE kind = 'social_service_base';

CREATE VIEW layers.self_help_groups AS
SELECT g.id, g.code, g.name_fa, g.name_en, g.province_code, d.provenance, g.place_fa, g.place_en, g.setting, g.neighbourhood_code,
       g.federation_code, g.members, g.women, g.women_heads_of_household, g.geom
FROM geo_target.self_help_groups AS g JOIN geo_target.datasets AS d USING (dataset_id) WHERE g.retired_by IS NULL;

CREATE VIEW layers.federations AS
SELECT f.id, f.code, f.name_fa, f.name_en, f.province_code, d.provenance, f.county_fa, f.county_en,
       held.self_help_groups, held.members, held.women, f.geom
FROM geo_target.federations AS f
JOIN geo_target.datasets AS d USING (dataset_id)
CROSS JOIN LATERAL (
    SELECT count(*)::integer AS self_help_groups, coalesce(sum(g.members), 0)::integer AS members, coalesce(sum(g.women), 0)::integer AS women
    FROM geo_target.self_help_groups AS g WHERE g.federation_code = f.code AND g.retired_by IS NULL
) AS held
WHERE f.retired_by IS NULL;

CREATE VIEW layers.occupations AS
SELECT o.id, o.code, o.name_fa, o.name_en, d.provenance, o.sector
FROM geo_target.occupations AS o JOIN geo_target.datasets AS d USING (dataset_id) WHERE o.retired_by IS NULL;

CREATE VIEW layers.course_runs AS
SELECT c.id, c.code, c.name_fa, c.name_en, c.province_code, d.provenance, c.occupation_code, o.name_fa AS occupation_fa,
       o.name_en AS occupation_en, o.sector, c.city_code, c.neighbourhood_code, c.training_centre_code, c.trainees, c.trainee_hours, c.geom
FROM geo_target.course_runs AS c
JOIN geo_target.datasets AS d USING (dataset_id)
LEFT JOIN geo_target.occupations AS o ON o.code = c.occupation_code AND o.retired_by IS NULL
WHERE c.retired_by IS NULL;

CREATE VIEW layers.candidate_sites AS
SELECT s.id, s.code, s.name_fa, s.name_en, s.province_code, d.provenance, s.kind, s.status, s.city_code, s.neighbourhood_code,
       s.budget_million_rials, s.geom
FROM geo_target.candidate_sites AS s JOIN geo_target.datasets AS d USING (dataset_id) WHERE s.retired_by IS NULL;

CREATE VIEW layers.reported_figures AS
SELECT f.id, f.key, f.scope, f.topic, f.value, f.value_max, f.unit, f.held_by, f.contradicts, f.note_fa, f.note_en, d.provenance
FROM geo_target.reported_figures AS f JOIN geo_target.datasets AS d USING (dataset_id) WHERE f.retired_by IS NULL;

-- The run whose scores are shown: the newest one. No rows before the first.
CREATE VIEW layers.current_score_run AS
SELECT r.run_id, r.created_at, r.data_version, p.profile_id, p.name AS profile_name, p.fingerprint, p.body AS profile
FROM geo_target.score_runs AS r JOIN geo_target.profiles AS p USING (profile_id)
ORDER BY r.run_id DESC LIMIT 1;

CREATE VIEW layers.priorities AS
SELECT n.id, n.code, n.name_fa, n.name_en, n.province_code, d.provenance, n.city_code, c.name_fa AS city_fa, c.name_en AS city_en,
       n.type, n.population, o.rank, o.priority AS priority_overall,
       t.priority AS priority_training, t.nearest_m AS nearest_m_training, t.share_covered AS share_covered_training, t.unserved AS unserved_training,
       p.priority AS priority_placement, p.nearest_m AS nearest_m_placement, p.share_covered AS share_covered_placement, p.unserved AS unserved_placement,
       m.priority AS priority_microfinance, m.nearest_m AS nearest_m_microfinance, m.share_covered AS share_covered_microfinance,
       m.unserved AS unserved_microfinance,
       s.priority AS priority_community, s.nearest_m AS nearest_m_community, s.share_covered AS share_covered_community, s.unserved AS unserved_community,
       n.geom
FROM layers.current_score_run AS r
JOIN geo_target.scores AS o ON o.run_id = r.run_id AND o.service = 'overall'
JOIN geo_target.neighbourhoods AS n ON n.code = o.neighbourhood_code AND n.retired_by IS NULL
JOIN geo_target.datasets AS d USING (dataset_id)
JOIN geo_target.cities AS c ON c.code = n.city_code AND c.retired_by IS NULL
JOIN geo_target.scores AS t ON t.run_id = r.run_id AND t.service = 'training' AND t.neighbourhood_code = n.code
JOIN geo_target.scores AS p ON p.run_id = r.run_id AND p.service = 'placement' AND p.neighbourhood_code = n.code
JOIN geo_target.scores AS m ON m.run_id = r.run_id AND m.service = 'microfinance' AND m.neighbourhood_code = n.code
JOIN geo_target.scores AS s ON s.run_id = r.run_id AND s.service = 'community' AND s.neighbourhood_code = n.code;

-- Datasets that still have current rows.
CREATE VIEW geo_target.current_dataset_ids AS
SELECT dataset_id FROM geo_target.provinces WHERE retired_by IS NULL
UNION SELECT dataset_id FROM geo_target.counties WHERE retired_by IS NULL
UNION SELECT dataset_id FROM geo_target.cities WHERE retired_by IS NULL
UNION SELECT dataset_id FROM geo_target.neighbourhoods WHERE retired_by IS NULL
UNION SELECT dataset_id FROM geo_target.demand_points WHERE retired_by IS NULL
UNION SELECT dataset_id FROM geo_target.facilities WHERE retired_by IS NULL
UNION SELECT dataset_id FROM geo_target.federations WHERE retired_by IS NULL
UNION SELECT dataset_id FROM geo_target.self_help_groups WHERE retired_by IS NULL
UNION SELECT dataset_id FROM geo_target.occupations WHERE retired_by IS NULL
UNION SELECT dataset_id FROM geo_target.course_runs WHERE retired_by IS NULL
UNION SELECT dataset_id FROM geo_target.candidate_sites WHERE retired_by IS NULL
UNION SELECT dataset_id FROM geo_target.reported_figures WHERE retired_by IS NULL;

-- Everything that can serve people: facilities of all kinds, and self-help groups, which count as operating
-- and supply their free places up to 25 members.
CREATE VIEW layers.service_points AS
SELECT f.code, f.name_fa, f.name_en, f.province_code, d.provenance, f.kind, f.status, f.capacity, f.geom
FROM geo_target.facilities AS f JOIN geo_target.datasets AS d USING (dataset_id) WHERE f.retired_by IS NULL
UNION ALL
SELECT g.code, g.name_fa, g.name_en, g.province_code, d.provenance, 'self_help_group', 'operating', 25 - g.members, g.geom
FROM geo_target.self_help_groups AS g JOIN geo_target.datasets AS d USING (dataset_id) WHERE g.retired_by IS NULL;

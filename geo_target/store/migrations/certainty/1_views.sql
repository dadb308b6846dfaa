-- The views that show it: the current run knows its draws, the layer of priorities its intervals and gaps.
CREATE OR REPLACE VIEW layers.current_score_run AS
SELECT r.run_id, r.created_at, r.data_version, p.profile_id, p.name AS profile_name, p.fingerprint, p.body AS profile,
       r.draws, r.seed, r.top_k
FROM geo_target.score_runs AS r JOIN geo_target.profiles AS p USING (profile_id)
ORDER BY r.run_id DESC LIMIT 1;

-- Anew, since columns come before the geometry.
DROP VIEW layers.priorities;
CREATE VIEW layers.priorities AS
SELECT n.id, n.code, n.name_fa, n.name_en, n.province_code, d.provenance, n.city_code, c.name_fa AS city_fa, c.name_en AS city_en,
       n.type, n.population, o.rank, o.rank_low, o.rank_high, o.priority AS priority_overall,
       t.priority AS priority_training, t.nearest_m AS nearest_m_training, t.share_covered AS share_covered_training, t.unserved AS unserved_training,
       t.gap AS gap_training,
       p.priority AS priority_placement, p.nearest_m AS nearest_m_placement, p.share_covered AS share_covered_placement, p.unserved AS unserved_placement,
       p.gap AS gap_placement,
       m.priority AS priority_microfinance, m.nearest_m AS nearest_m_microfinance, m.share_covered AS share_covered_microfinance,
       m.unserved AS unserved_microfinance, m.gap AS gap_microfinance,
       s.priority AS priority_community, s.nearest_m AS nearest_m_community, s.share_covered AS share_covered_community, s.unserved AS unserved_community,
       s.gap AS gap_community,
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

-- The report's figures by topic, with the names of the place that a scope is (codes joined by + are several places).
SELECT f.key, f.scope, f.topic, f.value, f.value_max, f.unit, f.held_by, f.contradicts, f.note_fa, f.note_en, f.provenance,
       coalesce(named.fa, f.scope) AS place_fa, coalesce(named.en, f.scope) AS place_en
FROM layers.reported_figures AS f
LEFT JOIN LATERAL (
    SELECT string_agg(p.name_fa, ' و ' ORDER BY p.code) AS fa, string_agg(p.name_en, ' and ' ORDER BY p.code) AS en
    FROM (SELECT code, name_fa, name_en FROM layers.provinces UNION ALL SELECT code, name_fa, name_en FROM layers.cities) AS p
    WHERE p.code = ANY (string_to_array(f.scope, '+'))
) AS named ON true
ORDER BY f.topic, f.key, f.scope

-- Provenance of what supply_for_scoring gives, in the same order.
SELECT s.provenance
FROM layers.service_points AS s
WHERE s.status = 'operating'
ORDER BY s.code

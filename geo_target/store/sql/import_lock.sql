-- One row, once it is this transaction's turn to change layers or scores; others wait until it ends.
-- The number is the program's own, so that no other use of advisory locks in the same database meets it.
SELECT true AS locked
FROM pg_advisory_xact_lock(7307093241018265447) AS waited
ORDER BY locked

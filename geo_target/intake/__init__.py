"""Official lists in: files as offices make them become checked rows, and a report that says what was understood."""

"""The report of an import as a page, with a map of the problems."""

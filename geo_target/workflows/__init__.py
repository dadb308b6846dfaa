"""One use case a file: ask the store, call the analysis, keep the result."""

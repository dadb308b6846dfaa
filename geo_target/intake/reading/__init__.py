"""Files of every format become one table of cells: `source.read_source`. Nothing here knows what a column means."""

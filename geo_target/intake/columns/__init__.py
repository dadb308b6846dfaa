"""Which field a header means: the dictionary of headers, units, mapping files, and the questions that remain."""

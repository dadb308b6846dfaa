"""What a cell means: numbers, dates, coordinates and words, in both scripts. No parser has a default."""

"""The whole corpus of bad files, sorted by what is wrong with them."""

from bad_files_archives import ARCHIVES
from bad_files_books import BOOKS
from bad_files_layers import LAYERS
from bad_files_shapes import SHAPES
from bad_files_texts import TEXTS
from bad_files_values import VALUES

BAD_FILES = (*ARCHIVES, *TEXTS, *BOOKS, *LAYERS, *SHAPES, *VALUES)

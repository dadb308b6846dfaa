"""What builds the project, beside the project."""

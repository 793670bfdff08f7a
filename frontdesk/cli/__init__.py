"""The command line: one JSON object a line in and out."""

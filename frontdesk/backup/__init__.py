"""Backups: one encrypted file that any database can be filled from again."""

"""What the views read from the store, one file for each noun."""

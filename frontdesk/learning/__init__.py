"""What staff say people meant, made into examples that the next training takes in."""

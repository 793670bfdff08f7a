"""Cases: what a person must look at, by when, and who is paged until somebody does."""

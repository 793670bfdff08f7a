"""What staff know of a person: facts they keep, other conversations, wrong-person incidents."""

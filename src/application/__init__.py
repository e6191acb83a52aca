"""What the house does with the domain: the one command path, reactions, and the questions about the past."""

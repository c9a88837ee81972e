"""What is true: the nouns of a support desk and the rules they obey. Nothing here waits."""

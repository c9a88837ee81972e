"""Effect to world: what Discord is shown, and nothing of what is true."""

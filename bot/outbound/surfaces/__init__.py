"""Where a ticket lives in Discord; one module for each kind of place."""

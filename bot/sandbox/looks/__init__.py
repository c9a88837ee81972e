"""How things look on the wire: one function per object of Discord's reference, and the addresses of files."""

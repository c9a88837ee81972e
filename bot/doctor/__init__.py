"""What is wrong with an installation, found before it hurts: facts in, findings out. Who asks Discord is elsewhere."""

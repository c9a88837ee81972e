"""Where the nouns are stored: Beanie and Motor live here and nowhere else.

Motor reads the number of its threads when it is imported, so it is said here, before any module can import it.
"""

import os

THREADS = 64  # Motor's own default is five for each processor
os.environ.setdefault("MOTOR_MAX_WORKERS", str(THREADS))

"""SSH signatures: the only home of ssh-keygen."""

"""How each agent is configured to report to Answerable: the text of its configuration to the new one, no I/O."""

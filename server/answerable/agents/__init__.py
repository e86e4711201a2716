"""One file per coding agent: its payload to evidence, our answer to its reply."""

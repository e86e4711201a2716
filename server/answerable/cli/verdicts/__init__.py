"""The verdict in the formats of other tools. Each says the same decision; none decides anything."""

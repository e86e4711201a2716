"""What the installed git hooks do, one module per moment. Importing them must stay cheap."""

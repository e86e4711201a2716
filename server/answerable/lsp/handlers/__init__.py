"""One file per LSP method: a handler translates, it does not decide."""

"""The only home of pygls and lsprotocol: the language server."""

"""The sign-off: a signed statement of a reviewer over the content of a change. Pure: what it binds and when it holds."""

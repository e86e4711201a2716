"""Contracts that others rely on without a compiler between: fields, operations, routes, options, variables, events."""

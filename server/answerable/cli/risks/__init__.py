"""What `answerable risk` looks at, and how it tells what was found."""

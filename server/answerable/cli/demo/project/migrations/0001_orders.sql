CREATE TABLE orders (
    id integer PRIMARY KEY,
    owner text NOT NULL,
    state text NOT NULL
);

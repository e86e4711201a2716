"""The only home of sqlite3 and platformdirs: the journal and where things live."""

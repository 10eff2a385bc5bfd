-- Result: a number that changes whenever another connection has changed the database.
PRAGMA data_version

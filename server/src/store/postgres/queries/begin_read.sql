-- Opens a snapshot that all reads up to the commit share.
BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY

-- Opens a transaction whose every statement sees what has been committed before it.
BEGIN ISOLATION LEVEL READ COMMITTED READ WRITE

-- The first versions made this table without the column. ADD COLUMN IF NOT EXISTS would lock the table even where
-- it has the column, and keep every server that asks for its migrations waiting until the migration is over.
DO $$
BEGIN
    IF NOT EXISTS (
        SELECT FROM pg_attribute
        WHERE attrelid = 'schema_migrations'::regclass AND attname = 'needs' AND NOT attisdropped
    ) THEN
        ALTER TABLE schema_migrations ADD COLUMN needs bigint;
    END IF;
END
$$

-- Ends one member of a batch.
RELEASE batch_member

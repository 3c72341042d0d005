-- Whoever stores an event now tells its feedback (store/sqlite/feedback.rs). With a trigger on the table, SQLite writes a copy
-- of each page that an insert changes, to be able to undo it alone: eight pages of an event, into a file in a large batch.
-- https://sqlite.org/tempfiles.html#statement_journal_files
DROP TRIGGER event_added;

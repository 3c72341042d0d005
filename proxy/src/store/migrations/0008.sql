-- To resolve an issue is what people do; these events wait for symbols.

ALTER TABLE unresolved RENAME TO pending_symbols;
DROP INDEX unresolved_by_event;
CREATE INDEX pending_symbols_by_event ON pending_symbols (event_row);

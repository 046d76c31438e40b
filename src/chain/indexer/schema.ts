/** Tables of the index. Every derived row hangs on its event and every event on its block: deleting blocks takes back all else. */
export const SCHEMA = `
  CREATE TABLE IF NOT EXISTS chain_index (
    one INTEGER PRIMARY KEY CHECK (one = 1), chain_id INTEGER NOT NULL, genesis TEXT NOT NULL, vault TEXT NOT NULL,
    rules TEXT NOT NULL, block INTEGER, hash TEXT
  ) STRICT;
  CREATE TABLE IF NOT EXISTS block (
    number INTEGER PRIMARY KEY, hash TEXT NOT NULL, at INTEGER NOT NULL, events INTEGER NOT NULL
  ) STRICT;
  CREATE INDEX IF NOT EXISTS block_without_events ON block (number) WHERE events = 0;
  CREATE TABLE IF NOT EXISTS event (
    seq INTEGER PRIMARY KEY, block INTEGER NOT NULL REFERENCES block (number) ON DELETE CASCADE,
    log INTEGER NOT NULL, tx TEXT NOT NULL, address TEXT NOT NULL, contract TEXT NOT NULL, name TEXT NOT NULL, args TEXT NOT NULL,
    UNIQUE (block, log)
  ) STRICT;
  CREATE INDEX IF NOT EXISTS event_name ON event (contract, name, seq);`;

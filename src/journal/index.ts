/** Append-only, hash-chained record of everything that mattered. */
export { type AuditFinding, type AuditReport, auditJournal, type Checkpoint } from './audit.ts';
export { entryHash, GENESIS, type JournalData, type JournalEntry } from './entry.ts';
export { type Journal, openJournal } from './journal.ts';

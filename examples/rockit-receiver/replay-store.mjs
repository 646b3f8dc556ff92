// Stores handled deliveries in a file, which several receivers on one machine can share. Needs Node.js 22.13
// or newer.
import { DatabaseSync } from "node:sqlite";

/** @returns {import("rockit-durst-webhooks").ReplayStore & { close(): void }} */
export function fileReplayStore(path) {
  const database = new DatabaseSync(path);
  database.exec(`
    PRAGMA busy_timeout = 4000;
    PRAGMA journal_mode = WAL;
    PRAGMA synchronous = NORMAL;
    CREATE TABLE IF NOT EXISTS handled (id TEXT PRIMARY KEY, until INTEGER) STRICT;
    CREATE TABLE IF NOT EXISTS noted (id TEXT PRIMARY KEY, first TEXT, content TEXT, signer TEXT, waits INTEGER, until INTEGER) STRICT;
    CREATE INDEX IF NOT EXISTS waiting ON noted (content) WHERE waits = 1;
  `);
  const forgetHandled = database.prepare("DELETE FROM handled WHERE until <= ?");
  const addHandled = database.prepare("INSERT OR IGNORE INTO handled VALUES (?, ?)");
  const deleteHandled = database.prepare("DELETE FROM handled WHERE id = ?");
  const forgetNoted = database.prepare("DELETE FROM noted WHERE until <= ?");
  const known = database.prepare("SELECT first FROM noted WHERE id = ?");
  const waiting = database.prepare(
    "SELECT id FROM noted WHERE waits = 1 AND content = ? AND signer <> ? ORDER BY rowid DESC LIMIT 1",
  );
  const leave = database.prepare("UPDATE noted SET waits = 0 WHERE id = ?");
  const note = database.prepare("INSERT INTO noted VALUES (?, ?, ?, ?, ?, ?)");

  /** Runs `work` in a transaction. */
  const atomically = (work) => {
    database.exec("BEGIN IMMEDIATE");
    try {
      const result = work(Date.now());
      database.exec("COMMIT");
      return result;
    } catch (failure) {
      database.exec("ROLLBACK");
      throw failure;
    }
  };

  return {
    add: (id, seconds) =>
      atomically((now) => {
        forgetHandled.run(now);
        return addHandled.run(id, now + seconds * 1000).changes === 1;
      }),
    delete: (id) => void deleteHandled.run(id),
    pair: ({ id, content, signer, seconds }) =>
      atomically((now) => {
        forgetNoted.run(now);
        const before = known.get(id);
        if (before !== undefined) return before.first;
        const other = waiting.get(content, signer);
        if (other !== undefined) leave.run(other.id);
        const first = other?.id ?? id;
        note.run(id, first, content, signer, other === undefined ? 1 : 0, now + seconds * 1000);
        return first;
      }),
    close: () => database.close(),
  };
}

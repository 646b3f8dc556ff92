// One process at a time, among all that see the same folder. It needs none of the dependencies, and no clock that is right.
import { randomUUID } from "node:crypto";
import { link, readFile, rename, rm, writeFile } from "node:fs/promises";
import { setTimeout as pause } from "node:timers/promises";

/** Its holder writes a lock anew so often. */
const renewedEvery = 1_000;
/** A lock that was not written anew for so long, by the clock of who watches it, belongs to a process that was killed. */
const abandonedAfter = 10_000;

/** Runs `work` while no other process holds the lock `file`; says once that it waits. */
export async function locked(file, waits, work, patience = abandonedAfter) {
  const owner = `${process.pid} ${randomUUID()}`;
  await acquire(file, waits, patience, `${owner} 0\n`);
  /** Another process may have taken it for abandoned, as when this one was stopped for a while. */
  const isOwn = async () => (await readFile(file, "utf8").catch(() => "")).startsWith(`${owner} `);
  const renew = async (count) => {
    if (await isOwn()) await writeFile(file, `${owner} ${count}\n`).catch(() => {});
  };
  let count = 0;
  let writing = Promise.resolve();
  const timer = setInterval(() => {
    count += 1;
    writing = writing.then(() => renew(count));
  }, renewedEvery);
  timer.unref();
  try {
    return await work();
  } finally {
    clearInterval(timer);
    await writing;
    if (await isOwn()) await rm(file, { force: true });
  }
}

async function acquire(file, waits, patience, mark) {
  let seen;
  let since = performance.now();
  let isWaiting = false;
  for (;;) {
    try {
      return await writeFile(file, mark, { flag: "wx" });
    } catch (thrown) {
      if (thrown.code !== "EEXIST") throw thrown;
    }
    const now = await readFile(file, "utf8").catch((thrown) => {
      if (thrown.code !== "ENOENT") throw thrown;
    });
    if (now !== seen) {
      seen = now;
      since = performance.now();
    } else if (performance.now() - since > patience) {
      const moved = `${file}-${process.pid}`;
      await rename(file, moved).catch(() => {});
      // Another one that waited may have been quicker, and this be a new one.
      const isAnother = (await readFile(moved, "utf8").catch(() => seen)) !== seen;
      if (isAnother) await link(moved, file).catch(() => {});
      await rm(moved, { force: true });
    }
    if (!isWaiting) waits();
    isWaiting = true;
    await pause(200);
  }
}

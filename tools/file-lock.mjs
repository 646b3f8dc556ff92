// One process at a time, among all that see the same folder. It needs none of the dependencies, and no clock that is right.
import { readFile, rename, rm, writeFile } from "node:fs/promises";
import { setTimeout as pause } from "node:timers/promises";

/** Its holder writes a lock anew so often. */
const renewedEvery = 1_000;
/** A lock that was not written anew for so long, by the clock of who watches it, belongs to a process that was killed. */
const abandonedAfter = 10_000;

/** Runs `work` while no other process holds the lock `file`; says once that it waits. */
export async function locked(file, waits, work, patience = abandonedAfter) {
  await acquire(file, waits, patience);
  let count = 0;
  let writing = Promise.resolve();
  const timer = setInterval(() => {
    count += 1;
    writing = writeFile(file, mark(count)).catch(() => {});
  }, renewedEvery);
  timer.unref();
  try {
    return await work();
  } finally {
    clearInterval(timer);
    await writing;
    await rm(file, { force: true });
  }
}

const mark = (count) => `${process.pid} ${count}\n`;

async function acquire(file, waits, patience) {
  let seen;
  let since = performance.now();
  let isWaiting = false;
  for (;;) {
    try {
      return await writeFile(file, mark(0), { flag: "wx" });
    } catch (thrown) {
      if (thrown.code !== "EEXIST") throw thrown;
    }
    const now = await readFile(file, "utf8").catch(() => undefined);
    if (now !== seen) {
      seen = now;
      since = performance.now();
    } else if (performance.now() - since > patience) {
      // Only one of those who wait can move it away.
      await rename(file, `${file}-${process.pid}`).catch(() => {});
      await rm(`${file}-${process.pid}`, { force: true });
    }
    if (!isWaiting) waits();
    isWaiting = true;
    await pause(200);
  }
}

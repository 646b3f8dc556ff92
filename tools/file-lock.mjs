// A lock between processes that share a folder. Works without dependencies, and without correct clocks.
import { randomUUID } from "node:crypto";
import { link, readFile, rename, rm, writeFile } from "node:fs/promises";
import { setTimeout as pause } from "node:timers/promises";

/** How often the holder renews the lock. */
const renewedEvery = 1_000;
/** A lock that was not renewed for this long, by the observer's clock, belongs to a killed process. */
const abandonedAfter = 10_000;

/** Runs `work` while no other process holds the lock `file`. Calls `waits` once if it has to wait. */
export async function withFileLock(file, waits, work, patience = abandonedAfter) {
  const owner = `${process.pid} ${randomUUID()}`;
  await acquire(file, waits, patience, `${owner} 0\n`);
  /** Another process may have taken the lock over while this one was suspended. */
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
      // Another waiting process may have been faster, so this may be its new lock.
      const isAnother = (await readFile(moved, "utf8").catch(() => seen)) !== seen;
      if (isAnother) await link(moved, file).catch(() => {});
      await rm(moved, { force: true });
    }
    if (!isWaiting) waits();
    isWaiting = true;
    await pause(200);
  }
}

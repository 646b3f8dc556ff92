// Runs a command of pulumi.mjs for this job's share of the stacks in STACKS; GitLab runs several such jobs in
// parallel.
import { spawn } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import { stacksFromEnvironment } from "./settings.mjs";

const [command] = process.argv.slice(2);
const { CI_NODE_INDEX = "1", CI_NODE_TOTAL = "1" } = process.env;
const own = stacksFromEnvironment().filter(
  (_, index) => index % Number(CI_NODE_TOTAL) === Number(CI_NODE_INDEX) - 1,
);

/** A cancelled job waits for the running stack and starts no other (see pulumi.mjs). */
let running;
let isCancelled = false;
for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"])
  process.on(signal, () => {
    isCancelled = true;
    running?.kill(signal);
  });

const failed = [];
for (const STACK of own) {
  if (isCancelled) {
    failed.push(STACK);
    continue;
  }
  console.log(`\n${STACK}`);
  const script = join(import.meta.dirname, "pulumi.mjs");
  running = spawn(process.execPath, [script, command], { env: { ...process.env, STACK }, stdio: "inherit" });
  const [status] = await once(running, "exit");
  if (status !== 0) failed.push(STACK);
}
if (failed.length > 0) {
  console.error(`error: ${command} failed for ${failed.join(", ")}.`);
  process.exitCode = 1;
}

// Runs a command of pulumi.mjs for each stack of STACKS that falls to this one of several parallel jobs of GitLab.
import { spawnSync } from "node:child_process";
import { join } from "node:path";
import { stacksFromEnvironment } from "./settings.mjs";

const [command] = process.argv.slice(2);
const { CI_NODE_INDEX = "1", CI_NODE_TOTAL = "1" } = process.env;
const failed = stacksFromEnvironment()
  .filter((_, index) => index % Number(CI_NODE_TOTAL) === Number(CI_NODE_INDEX) - 1)
  .filter((STACK) => {
    console.log(`\n${STACK}`);
    const script = join(import.meta.dirname, "pulumi.mjs");
    const { status } = spawnSync(process.execPath, [script, command], {
      env: { ...process.env, STACK },
      stdio: "inherit",
    });
    return status !== 0;
  });
if (failed.length > 0) {
  console.error(`error: ${command} failed for ${failed.join(", ")}.`);
  process.exitCode = 1;
}

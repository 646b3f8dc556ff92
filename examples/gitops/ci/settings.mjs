// Shared by the scripts: settings.json, names of stacks, results.
import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";

/** `organization` is empty for state in your own bucket. `project` is the folder of Pulumi.yaml. */
export const settings = () => JSON.parse(readFileSync(join(import.meta.dirname, "settings.json"), "utf8"));

/** Stack names appear in commands, URLs and environments: other characters are not allowed. */
const stackName = /^[A-Za-z0-9][A-Za-z0-9_.-]{0,99}$/;

export const isStackName = (name) => stackName.test(name);

export function stackFromEnvironment() {
  const { STACK = "" } = process.env;
  if (!isStackName(STACK)) fail(`STACK is ${JSON.stringify(STACK)}, which is not the name of a stack.`);
  return STACK;
}

export function fail(message) {
  console.error(`error: ${message}`);
  process.exit(1);
}

const folder = "results";
export const planFile = (stack) => join(folder, `${stack}.plan`);
const resultFile = (stack) => join(folder, `${stack}.json`);

export function writeResult(result) {
  mkdirSync(folder, { recursive: true });
  writeFileSync(resultFile(result.stack), JSON.stringify(result));
}

/** The result of a stack's job; undefined if the job timed out or failed early. */
export function readResult(stack) {
  if (!existsSync(resultFile(stack))) return undefined;
  try {
    const result = JSON.parse(readFileSync(resultFile(stack), "utf8"));
    return result.stack === stack && typeof result.outcome === "string" ? result : undefined;
  } catch {
    return undefined;
  }
}

/** The stacks in the variable STACKS, as `stacks.mjs` prints them. */
export function stacksFromEnvironment() {
  const names = JSON.parse(process.env.STACKS || "[]");
  if (!Array.isArray(names) || !names.every((name) => typeof name === "string" && isStackName(name)))
    fail("STACKS is not a list of stacks.");
  return names;
}

/** Sets an output for the next jobs of a GitHub workflow; does nothing elsewhere. */
export function output(name, value) {
  const { GITHUB_OUTPUT } = process.env;
  if (GITHUB_OUTPUT) writeFileSync(GITHUB_OUTPUT, `${name}=${JSON.stringify(value)}\n`, { flag: "a" });
}

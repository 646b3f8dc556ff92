// What the scripts beside this file share: settings.json, names of stacks, results.
import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";

/** `organization` may be empty for state in your own bucket. `project` is the folder with Pulumi.yaml. */
export const settings = () => JSON.parse(readFileSync(join(import.meta.dirname, "settings.json"), "utf8"));

/** Names with other characters would end up in commands, addresses and environments. */
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

/** What a job wrote about a stack, or undefined: a job that timed out or failed early wrote nothing. */
export function readResult(stack) {
  if (!existsSync(resultFile(stack))) return undefined;
  try {
    const result = JSON.parse(readFileSync(resultFile(stack), "utf8"));
    return result.stack === stack && typeof result.outcome === "string" ? result : undefined;
  } catch {
    return undefined;
  }
}

/** The names in the variable STACKS, as `stacks.mjs` printed them. */
export function stacksFromEnvironment() {
  const names = JSON.parse(process.env.STACKS || "[]");
  if (!Array.isArray(names) || !names.every((name) => typeof name === "string" && isStackName(name)))
    fail("STACKS is not a list of stacks.");
  return names;
}

/** For the next jobs of a GitHub workflow; elsewhere nothing. */
export function output(name, value) {
  const { GITHUB_OUTPUT } = process.env;
  if (GITHUB_OUTPUT) writeFileSync(GITHUB_OUTPUT, `${name}=${JSON.stringify(value)}\n`, { flag: "a" });
}

import { execa, type Options } from "execa";
import { networkEnvironment } from "../../tools/hermetic.mjs";

/** What a person's configuration might say otherwise. */
const settings = [
  "--no-audit",
  "--no-fund",
  "--prefer-offline",
  "--loglevel=error",
  "--include=dev",
  "--include=optional",
  "--engine-strict=false",
  "--bin-links=true",
  "--global=false",
  "--dry-run=false",
];

/** `npm install <args>` in a folder, through the registry of the person who runs the tests. */
export const npmInstall = <const Given extends Options = object>(
  cwd: string,
  args: readonly string[],
  options?: Given,
) =>
  execa("npm", ["install", ...settings, ...args], { ...(options as Given), cwd, env: networkEnvironment() });

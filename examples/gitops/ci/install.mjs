// Installs the packages of the lock file without their scripts, and packs them for the jobs that run Pulumi.
import { spawnSync } from "node:child_process";
import { existsSync, readdirSync } from "node:fs";
import { dirname, join, resolve } from "node:path";
import { fail, settings } from "./settings.mjs";

const { project } = settings();

function run(command, args, cwd = ".") {
  const { status, error } = spawnSync(command, args, { cwd, stdio: "inherit" });
  if (status !== 0) fail(`${command} ${args[0]} failed${error ? `: ${error.message}` : ""}.`);
}

/** The lock file of a monorepo may be at its root. */
function hasLockFile(folder) {
  if (["package-lock.json", "npm-shrinkwrap.json"].some((name) => existsSync(join(folder, name))))
    return true;
  return folder !== resolve(".") && dirname(folder) !== folder && hasLockFile(dirname(folder));
}
if (!hasLockFile(resolve(project)))
  fail("there is no package-lock.json: run `npm install` and commit the file.");
run("npm", ["ci", "--ignore-scripts"], project);

/** All folders of packages: a monorepo has them at its root and in its workspaces. */
function packageFolders(folder) {
  return readdirSync(folder, { withFileTypes: true })
    .filter((entry) => entry.isDirectory() && entry.name !== ".git")
    .flatMap(({ name }) =>
      name === "node_modules" ? [join(folder, name)] : packageFolders(join(folder, name)),
    );
}
const folders = packageFolders(".");
if (folders.length === 0) fail("the lock file has no packages: add pulumi-rockit-durst to package.json.");
run("tar", ["-cf", "packages.tar", ...folders]);

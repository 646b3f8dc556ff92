// Installs the packages of the lock file, runs none of their scripts, and packs them for the jobs that run Pulumi.
import { execFileSync } from "node:child_process";
import { readdirSync } from "node:fs";
import { join } from "node:path";
import { settings } from "./settings.mjs";

execFileSync("npm", ["ci", "--ignore-scripts"], { cwd: settings().project, stdio: "inherit" });

/** Of a mono-repository all of them: packages can stand at its root and in each of its workspaces. */
function packageFolders(folder) {
  return readdirSync(folder, { withFileTypes: true })
    .filter((entry) => entry.isDirectory() && entry.name !== ".git")
    .flatMap(({ name }) =>
      name === "node_modules" ? [join(folder, name)] : packageFolders(join(folder, name)),
    );
}
execFileSync("tar", ["-cf", "packages.tar", ...packageFolders(".")], { stdio: "inherit" });

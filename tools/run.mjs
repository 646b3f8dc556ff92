// Runs one of the repository's TypeScript programs on the Node.js that the repository itself depends on:
//   node tools/run.mjs tools/demo/main.ts [arguments]
// On a fresh machine it installs the dependencies first. It must itself run on Node.js 20 without any of them.
import { spawn, spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { delimiter, join } from "node:path";

const root = join(import.meta.dirname, "..");
const binaries = join(root, "node_modules", ".bin");
const stamp = join(root, "node_modules", ".installed-from");

const fail = (sentence) => {
  console.error(sentence);
  process.exit(1);
};

if (Number(process.versions.node.split(".")[0]) < 20) {
  fail(
    `Node.js 20 or newer is needed to start, this is ${process.versions.node}: install a newer one and run the command again.`,
  );
}

const wanted = createHash("sha256")
  .update(readFileSync(join(root, "package-lock.json")))
  .update(process.platform + process.arch)
  .digest("hex");
const installed = existsSync(stamp) ? readFileSync(stamp, "utf8") : "";
if (installed !== wanted) {
  console.error("Installing the dependencies (npm ci) …");
  const install = spawnSync("npm", ["ci", "--no-audit", "--no-fund", "--loglevel=error"], {
    cwd: root,
    stdio: ["ignore", process.stderr, "inherit"],
    shell: process.platform === "win32",
  });
  if (install.status !== 0) {
    fail(
      "The dependencies could not be installed: npm ci failed, its own words are above. Check that the npm registry can be reached.",
    );
  }
  writeFileSync(stamp, wanted);
}

const [program, ...rest] = process.argv.slice(2);
const node = join(binaries, process.platform === "win32" ? "node.exe" : "node");
const run = spawn(existsSync(node) ? node : process.execPath, [join(root, program), ...rest], {
  cwd: root,
  stdio: "inherit",
  env: { ...process.env, PATH: `${binaries}${delimiter}${process.env.PATH}` },
});
// The program cleans up after itself when it is interrupted; until it has, the prompt does not come back.
for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"]) process.on(signal, () => run.kill(signal));
run.on("exit", (code) => process.exit(code ?? 1));

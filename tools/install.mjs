// Brings node_modules to what package-lock.json says, once for each lock file. It needs none of the dependencies.
import { spawn } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync, lstatSync, readFileSync, readlinkSync, rmSync, writeFileSync } from "node:fs";
import { constants } from "node:os";
import { join } from "node:path";
import { locked } from "./file-lock.mjs";

const windows = process.platform === "win32";

/** Settings of a person's own that would leave something out. */
const settings = [
  "--include=dev",
  "--include=optional",
  "--ignore-scripts=false",
  "--engine-strict=false",
  "--bin-links=true",
  "--package-lock=true",
  "--dry-run=false",
  "--global=false",
  "--no-audit",
  "--no-fund",
  "--loglevel=error",
];

/** The Node.js that the repository depends on. */
export const nodeOf = (root) =>
  windows
    ? join(root, "node_modules", "node", "bin", "node.exe")
    : join(root, "node_modules", ".bin", "node");

/** An error whose message is all that a person needs. */
const sentence = (message) => Object.assign(new Error(message), { isSentence: true });

/** Installs what is missing; throws a sentence when it can't. */
export async function ensureInstalled(root) {
  const packages = join(root, "node_modules");
  const stamp = join(packages, ".installed-from");
  try {
    const wanted = createHash("sha256")
      .update(readFileSync(join(root, "package-lock.json")))
      .update(process.platform + process.arch)
      .digest("hex");
    refuseLink(packages);
    const needed = [join(packages, ".package-lock.json"), nodeOf(root)];
    const lacking = () => needed.find((file) => !existsSync(file));
    const isInstalled = () =>
      lacking() === undefined && existsSync(stamp) && readFileSync(stamp, "utf8") === wanted;
    if (isInstalled()) return;
    const waits = () => console.error("Another command is installing the dependencies; waiting for it …");
    await locked(join(root, ".installing"), waits, async () => {
      if (isInstalled()) return;
      rmSync(stamp, { force: true });
      await npmCi(root);
      // Some versions of npm say nothing of a registry that they could not reach.
      const lack = lacking();
      if (lack !== undefined) {
        throw sentence(
          `The dependencies could not be installed: npm ci ended without an error, but there is no ${lack}. Check that the npm registry can be reached, and run the command again.`,
        );
      }
      writeFileSync(stamp, wanted);
    });
  } catch (thrown) {
    if (thrown.isSentence || thrown.code === undefined) throw thrown;
    throw sentence(`The dependencies could not be installed in ${root}: ${thrown.message}.`);
  }
}

/** npm would empty the folder that a link leads to, and packages of the repository would be those of another checkout. */
function refuseLink(packages) {
  const found = lstatSync(packages, { throwIfNoEntry: false });
  if (!found?.isSymbolicLink()) return;
  throw sentence(
    `${packages} is a link to ${readlinkSync(packages)}, which npm ci would empty: remove the link and run the command again, which installs the dependencies here.`,
  );
}

function npmCi(root) {
  console.error("Installing the dependencies (npm ci) …");
  const npm = spawn("npm", ["ci", ...settings], {
    cwd: root,
    stdio: ["ignore", process.stderr, "inherit"],
    shell: windows,
    // A process group of its own: npm's install scripts end with it.
    detached: !windows,
  });
  const kill = (signal) => {
    try {
      process.kill(windows ? npm.pid : -npm.pid, signal);
    } catch {
      // It has ended.
    }
  };
  let received;
  let since;
  // One Ctrl-C may come twice: from the terminal, and from npm.
  const stop = (signal) => {
    since ??= performance.now();
    if (received === undefined) kill(signal);
    else if (performance.now() - since > 1_000) kill("SIGKILL");
    received ??= signal;
  };
  const signals = ["SIGINT", "SIGTERM", "SIGHUP"];
  for (const signal of signals) process.on(signal, stop);
  return new Promise((resolve, reject) => {
    npm.on("error", ({ code, message }) =>
      reject(
        sentence(
          code === "ENOENT"
            ? "npm is not on PATH: install it (it comes with Node.js) and run the command again."
            : `npm could not be started: ${message}.`,
        ),
      ),
    );
    npm.on("exit", (status) => {
      if (received !== undefined) {
        // Its install scripts.
        kill("SIGKILL");
        process.exitCode = 128 + constants.signals[received];
        reject(sentence("Interrupted while the dependencies were being installed."));
      } else if (status === 0) resolve();
      else
        reject(
          sentence(
            "The dependencies could not be installed: npm ci failed, its own words are above. Check that the npm registry can be reached.",
          ),
        );
    });
  }).finally(() => {
    for (const signal of signals) process.off(signal, stop);
  });
}

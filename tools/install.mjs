// Installs the dependencies once for each version of package-lock.json. Works without dependencies.
import { spawn } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync, lstatSync, readFileSync, readlinkSync, rmSync, writeFileSync } from "node:fs";
import { constants } from "node:os";
import { join } from "node:path";
import { withFileLock } from "./file-lock.mjs";

const windows = process.platform === "win32";

/** Overrides user settings that would omit something. */
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

/** The Node.js version that the repository pins. */
export const nodeOf = (root) =>
  windows
    ? join(root, "node_modules", "node", "bin", "node.exe")
    : join(root, "node_modules", ".bin", "node");

/** An error whose message needs no stack trace. */
const sentence = (message) => Object.assign(new Error(message), { isSentence: true });

/** Installs missing dependencies. Throws an error without stack trace if that fails. */
export async function ensureInstalled(root) {
  const packages = join(root, "node_modules");
  const stamp = join(packages, ".installed-from");
  try {
    const wanted = createHash("sha256")
      .update(readFileSync(join(root, "package-lock.json")))
      .update(process.platform + process.arch)
      .digest("hex");
    rejectLink(packages);
    const needed = [join(packages, ".package-lock.json"), nodeOf(root)];
    const lacking = () => needed.find((file) => !existsSync(file));
    const isInstalled = () =>
      lacking() === undefined && existsSync(stamp) && readFileSync(stamp, "utf8") === wanted;
    if (isInstalled()) return;
    const waits = () => console.error("Another command is installing the dependencies; waiting for it …");
    await withFileLock(join(root, ".installing"), waits, async () => {
      if (isInstalled()) return;
      rmSync(stamp, { force: true });
      await npmCi(root);
      // Some versions of npm do not report an unreachable registry.
      const lack = lacking();
      if (lack !== undefined) {
        throw sentence(
          `The dependencies could not be installed: npm ci reported no error, but ${lack} is missing. Check that the npm registry is reachable, and run the command again.`,
        );
      }
      writeFileSync(stamp, wanted);
    });
  } catch (thrown) {
    if (thrown.isSentence || thrown.code === undefined) throw thrown;
    throw sentence(`The dependencies could not be installed in ${root}: ${thrown.message}.`);
  }
}

/**
 * Rejects a symbolic link: npm would empty the linked folder, and its packages belong to another checkout.
 */
function rejectLink(packages) {
  const found = lstatSync(packages, { throwIfNoEntry: false });
  if (!found?.isSymbolicLink()) return;
  throw sentence(
    `${packages} is a link to ${readlinkSync(packages)}, which npm ci would empty: remove the link, and run the command again to install the dependencies here.`,
  );
}

function npmCi(root) {
  console.error("Installing the dependencies (npm ci) …");
  const npm = spawn("npm", ["ci", ...settings], {
    cwd: root,
    stdio: ["ignore", process.stderr, "inherit"],
    shell: windows,
    // Its own process group, so npm's install scripts end with it.
    detached: !windows,
  });
  const kill = (signal) => {
    try {
      process.kill(windows ? npm.pid : -npm.pid, signal);
    } catch {
      // The process has already ended.
    }
  };
  let received;
  let since;
  // One Ctrl-C may arrive twice: from the terminal and from npm.
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
        // Ends npm's install scripts.
        kill("SIGKILL");
        process.exitCode = 128 + constants.signals[received];
        reject(sentence("Interrupted while the dependencies were being installed."));
      } else if (status === 0) resolve();
      else
        reject(
          sentence(
            "The dependencies could not be installed: npm ci failed, see its output above. Check that the npm registry is reachable.",
          ),
        );
    });
  }).finally(() => {
    for (const signal of signals) process.off(signal, stop);
  });
}

// Installs the dependencies, then runs a program with the pinned Node.js version. Works without dependencies.
import { spawn } from "node:child_process";
import { constants } from "node:os";
import { delimiter, dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { hermetic } from "./hermetic.mjs";
import { ensureInstalled, nodeOf } from "./install.mjs";

const root = join(dirname(fileURLToPath(import.meta.url)), "..");
const [program, ...rest] = process.argv.slice(2);

// npm runs scripts in a shell, which does not forward signals when npm is terminated.
const { ppid } = process;
const watch = setInterval(() => {
  if (process.env.npm_lifecycle_event === undefined || process.ppid === ppid) return;
  clearInterval(watch);
  process.kill(process.pid, "SIGTERM");
}, 500);
watch.unref();

const fail = (sentence) => {
  console.error(sentence);
  process.exitCode ||= 1;
};

function run() {
  const node = nodeOf(root);
  const path = [join(root, "node_modules", ".bin"), dirname(node), process.env.PATH];
  const child = spawn(node, [join(root, program), ...rest], {
    cwd: root,
    stdio: "inherit",
    env: { ...hermetic(process.env), PATH: [...new Set(path)].join(delimiter) },
  });
  // Waits until an interrupted program has cleaned up.
  for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"]) process.on(signal, () => child.kill(signal));
  child.on("error", ({ message }) =>
    fail(
      `The Node.js that npm installed can't start on this machine (${message}): use a system that nodejs.org supports.`,
    ),
  );
  child.on("exit", (code, signal) => {
    process.exitCode = code ?? 128 + constants.signals[signal];
  });
}

try {
  await ensureInstalled(root);
  run();
} catch (thrown) {
  if (!thrown.isSentence) throw thrown;
  fail(thrown.message);
}

// Runs one of the repository's TypeScript programs on the Node.js that the repository itself depends on:
//   node tools/run.mjs tools/demo/main.ts [arguments]
// On a fresh machine it installs the dependencies first. This file must be read by any Node.js, however old; start.mjs by Node.js 20.
const oldest = 20;

if (Number(process.versions.node.split(".")[0]) < oldest) {
  console.error(
    `Node.js ${oldest} or newer is needed to start, this is ${process.versions.node}: install a newer one and run the command again.`,
  );
  process.exitCode = 1;
} else {
  import("./start.mjs");
}

// Runs a TypeScript program of this repository with the Node.js version that the repository pins:
//   node tools/run.mjs tools/demo/main.ts [arguments]
// Installs the dependencies first, if necessary. Old versions of Node.js must be able to parse this file, and
// Node.js 20 must be able to parse run-with-pinned-node.mjs.
const oldest = 20;

if (Number(process.versions.node.split(".")[0]) < oldest) {
  console.error(
    `Node.js ${oldest} or newer is needed, this is ${process.versions.node}: install a newer version and run the command again.`,
  );
  process.exitCode = 1;
} else {
  import("./run-with-pinned-node.mjs");
}

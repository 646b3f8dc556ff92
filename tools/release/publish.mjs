// `node publish.mjs FOLDER`: publishes the packages of a release to npm, in their order. It needs none of the dependencies, so that nothing
// is installed where a token can be had. Run again after a failure it leaves what is published as it is.
import { spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { join } from "node:path";

class PublishError extends Error {}

/** Runs npm; its standard output, also of a failure that `expects` takes. */
function npm(args, expects = () => false) {
  const { status, stdout, stderr, error } = spawnSync("npm", args, { encoding: "utf8" });
  if (error) throw new PublishError(`npm could not be started: ${error.message}`);
  if (status === 0 || expects(stdout)) return stdout;
  throw new PublishError(`npm ${args[0]} failed with exit code ${status}:\n${stderr || stdout}`);
}

function parsed(text) {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** The integrity of a version that npm has already. */
function publishedIntegrity(name, version) {
  const isAbsent = (text) => parsed(text)?.error?.code === "E404";
  const answer = npm(["view", `${name}@${version}`, "dist.integrity", "--json", "--prefer-online"], isAbsent);
  const integrity = parsed(answer);
  return typeof integrity === "string" ? integrity : undefined;
}

function check(folder, { file, integrity }) {
  const own = `sha512-${createHash("sha512")
    .update(readFileSync(join(folder, file)))
    .digest("base64")}`;
  if (own !== integrity)
    throw new PublishError(`${file} is not the file that was checked: ${own}, not ${integrity}`);
}

function publish(folder, { file, name, version, integrity }) {
  const there = publishedIntegrity(name, version);
  if (there === integrity) return console.log(`${name} ${version} is published already`);
  if (there !== undefined)
    throw new PublishError(
      `${name} ${version} is published already with other contents (${there}, here ${integrity}): release a new version`,
    );
  npm(["publish", join(folder, file), "--access", "public", "--ignore-scripts"]);
  console.log(`${name} ${version} was published`);
}

try {
  const [folder] = process.argv.slice(2);
  if (folder === undefined) throw new PublishError("which folder? node publish.mjs FOLDER");
  const all = JSON.parse(readFileSync(join(folder, "packages.json"), "utf8"));
  for (const packed of all) check(folder, packed);
  for (const packed of all) publish(folder, packed);
} catch (thrown) {
  if (!(thrown instanceof PublishError)) throw thrown;
  console.error(`publish: ${thrown.message}`);
  process.exitCode = 1;
}

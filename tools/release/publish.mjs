// `node publish.mjs FOLDER`: publishes the packages of a release to npm, in their order. Works without
// dependencies, so nothing is installed where a token is available. Run it again after a failure: published
// packages are skipped.
import { spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { join, resolve } from "node:path";

class PublishError extends Error {}

/** Runs npm and returns its standard output, also after a failure that `expects` accepts. */
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

/** The integrity of a published version. */
function publishedIntegrity(name, version) {
  const isAbsent = (text) => parsed(text)?.error?.code === "E404";
  const answer = npm(["view", `${name}@${version}`, "dist.integrity", "--json", "--prefer-online"], isAbsent);
  const integrity = parsed(answer);
  return typeof integrity === "string" ? integrity : undefined;
}

/** Whether the version is already published. Throws if publishing would fail, or publish other contents. */
function isPublished({ path, name, version, integrity }) {
  const own = `sha512-${createHash("sha512").update(readFileSync(path)).digest("base64")}`;
  if (own !== integrity)
    throw new PublishError(`${path} is not the file that was checked: ${own}, not ${integrity}`);
  const there = publishedIntegrity(name, version);
  if (there !== undefined && there !== integrity)
    throw new PublishError(
      `${name} ${version} is already published with other contents (${there}, here ${integrity}): release a new version`,
    );
  return there !== undefined;
}

function publish({ path, name, version, published }) {
  if (published) return console.log(`${name} ${version} is already published`);
  npm(["publish", path, "--access", "public", "--ignore-scripts"]);
  console.log(`${name} ${version} was published`);
}

try {
  const [folder] = process.argv.slice(2);
  if (folder === undefined) throw new PublishError("the folder is missing: node publish.mjs FOLDER");
  const all = JSON.parse(readFileSync(join(folder, "packages.json"), "utf8"));
  // npm would read a relative path of two parts as a GitHub repository.
  const packages = all.map((packed) => ({ ...packed, path: resolve(folder, packed.file) }));
  // Checks all packages before it publishes the first one, because publishing can't be undone.
  for (const packed of packages.map((each) => ({ ...each, published: isPublished(each) }))) publish(packed);
} catch (thrown) {
  if (!(thrown instanceof PublishError)) throw thrown;
  console.error(`publish: ${thrown.message}`);
  process.exitCode = 1;
}

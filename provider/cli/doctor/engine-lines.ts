import { execFile } from "node:child_process";
import { accessSync, constants, realpathSync } from "node:fs";
import { delimiter, dirname, join } from "node:path";
import { promisify } from "node:util";
import { CliError } from "../print/errors";
import { fail, type Line, ok } from "../print/lines";
import { plain } from "../print/terminal";
import { pulumiVersion } from "../state/pulumi";
import { isAtLeast, oldest, versionIn, written } from "./versions";

const run = promisify(execFile);
const suffixes = process.platform === "win32" ? [".exe", ".cmd", ""] : [""];

/** Milliseconds that a program may take to say its version. */
const patience = 20_000;

/** The engine, and what it starts programs and this package's plugin with: what is first on PATH. */
export async function engineLines(): Promise<Line[]> {
  return [await engineLine(), languageLine(), await nodeLine()];
}

async function engineLine(): Promise<Line> {
  const id = "engine.pulumi";
  const remedy = `install Pulumi ${written(oldest.pulumi)} or newer, and put it on PATH`;
  if (find("pulumi") === undefined) return fail(id, "there is no pulumi on PATH", remedy);
  try {
    const said = await pulumiVersion("asking pulumi for its version");
    const version = versionIn(said);
    if (version === undefined) return fail(id, "pulumi does not tell its version", remedy);
    const what = `Pulumi ${written(version)}`;
    return isAtLeast(version, oldest.pulumi) ? ok(id, what) : fail(id, `${what} is too old`, remedy);
  } catch (failure) {
    if (failure instanceof CliError) return fail(id, failure.message, remedy);
    throw failure;
  }
}

/** Releases have it beside the engine; it is looked for as the engine does. */
function languageLine(): Line {
  const id = "engine.language";
  const pulumi = find("pulumi");
  const beside = pulumi === undefined ? [] : [dirname(pulumi), dirname(realpathSync(pulumi))];
  const host = beside.map((folder) => fileIn(folder, "pulumi-language-nodejs")).find(Boolean);
  if ((host ?? find("pulumi-language-nodejs")) !== undefined)
    return ok(id, "the language host for Node.js is there");
  return fail(
    id,
    "pulumi-language-nodejs is neither beside pulumi nor on PATH",
    "install Pulumi anew, from its release; only inline programs run without it",
  );
}

async function nodeLine(): Promise<Line> {
  const id = "engine.node";
  const remedy = `put Node.js ${written(oldest.node)} or newer first on PATH: the engine starts programs and plugins with it`;
  const node = find("node");
  if (node === undefined) return fail(id, "there is no node on PATH", remedy);
  const said = await run(node, ["--version"], { timeout: patience }).then(
    ({ stdout }) => stdout,
    () => "",
  );
  const version = versionIn(said);
  if (version === undefined) return fail(id, `${plain(node, 200)} does not tell its version`, remedy);
  const what = `Node.js ${written(version)}`;
  return isAtLeast(version, oldest.node) ? ok(id, what) : fail(id, `${what} is too old`, remedy);
}

/** The first one on PATH. */
const find = (name: string): string | undefined =>
  (process.env["PATH"] ?? "")
    .split(delimiter)
    .filter((folder) => folder !== "")
    .map((folder) => fileIn(folder, name))
    .find((file) => file !== undefined);

function fileIn(folder: string, name: string): string | undefined {
  return suffixes.map((suffix) => join(folder, `${name}${suffix}`)).find(isExecutable);
}

function isExecutable(file: string): boolean {
  try {
    accessSync(file, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}

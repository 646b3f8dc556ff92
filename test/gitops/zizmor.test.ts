// zizmor looks for insecure workflows in this repository and in examples/gitops. PyPI has its program.
import { existsSync } from "node:fs";
import { copyFile, cp, mkdtemp, readFile, realpath, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { execa } from "execa";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { cacheFolder, exe } from "../../tools/engine/cache.ts";
import { fillOnce } from "../../tools/engine/fill-once.ts";
import { skippedSuffix } from "../helpers/needed-programs.ts";
import { virtualEnvironment, whyNoPython } from "../helpers/python.ts";
import { gitopsFolder } from "./files.ts";

const root = join(import.meta.dirname, "..", "..");
const requirements = join(import.meta.dirname, "zizmor-requirements.txt");
const reason = await whyNoPython();

/** Installs the pinned version once, into the cache of the engines. */
async function ensureZizmor(): Promise<string> {
  const [, version = ""] = /^zizmor==(\S+)/m.exec(await readFile(requirements, "utf8")) ?? [];
  const folder = join(cacheFolder(), `zizmor-${version}-${process.platform}-${process.arch}`);
  const program = join(folder, `zizmor${exe}`);
  const isInstalled = () => existsSync(program);
  await fillOnce(folder, isInstalled, console.error, async ({ entry, temporary }) => {
    const pinned = ["--require-hashes", "--only-binary=:all:", "--requirement", requirements];
    const bin = await virtualEnvironment(join(temporary, "venv"), pinned);
    await copyFile(join(bin, `zizmor${exe}`), join(entry, `zizmor${exe}`));
  });
  return program;
}

describe.skipIf(reason)(`zizmor${skippedSuffix(reason)}`, () => {
  let program: string;
  let folder: string;
  beforeAll(async () => {
    program = await ensureZizmor();
    folder = await realpath(await mkdtemp(join(tmpdir(), "rockit-durst-zizmor-")));
  });
  afterAll(() => rm(folder, { recursive: true, force: true }));

  /** zizmor takes its configuration from the current folder. */
  const audit = (cwd: string) =>
    execa(program, ["--offline", "--strict-collection", "--no-progress", "--format=json", ".github"], {
      cwd,
      reject: false,
    });

  const expression = (inner: string) => "$" + `{{ ${inner} }}`;

  const identsOf = ({ stdout }: { stdout: string }) =>
    (JSON.parse(stdout) as { ident: string }[]).map(({ ident }) => ident);

  it.each([
    ["this repository", root],
    ["examples/gitops", join(gitopsFolder, "github-actions")],
  ])("finds nothing in %s", async (_, cwd) => {
    const result = await audit(cwd);
    expect(identsOf(result)).toEqual([]);
    expect(result.exitCode).toBe(0);
  });

  it.each([
    [
      "template-injection",
      'run: npm run release -- --dry-run --tag "$TAG"',
      `run: echo ${expression("github.ref_name")}`,
    ],
    ["unpinned-uses", /upload-artifact@[0-9a-f]{40} # \S+/, "upload-artifact@v7"],
    ["artipacked", "persist-credentials: false", "fetch-depth: 1"],
    ["excessive-permissions", /permissions:\n +contents: write/, "permissions: write-all"],
  ])("finds %s in a broken copy of release.yml", async (ident, from, to) => {
    const copy = join(folder, ident);
    await cp(join(root, ".github"), join(copy, ".github"), { recursive: true });
    const file = join(copy, ".github", "workflows", "release.yml");
    const text = await readFile(file, "utf8");
    await writeFile(file, text.replace(from, to));
    const result = await audit(copy);
    expect(identsOf(result)).toContain(ident);
    expect(result.exitCode).not.toBe(0);
  });
});

// The recipes in docs/: their programs compile against the real SDKs, and the tests of
// docs/test-a-program.md run.
import { createHash } from "node:crypto";
import { existsSync } from "node:fs";
import { copyFile, mkdir, mkdtemp, readFile, realpath, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { basename, dirname, join } from "node:path";
import { execa } from "execa";
import { afterAll, beforeAll, expect, test } from "vitest";
import type { Recipe } from "../../tools/checks/code-types.ts";
import { cacheFolder } from "../../tools/engine/cache.ts";
import { fillOnce } from "../../tools/engine/fill-once.ts";
import { npmInstall } from "../helpers/npm.ts";
import { packInto } from "../helpers/pack.ts";

const root = join(import.meta.dirname, "..", "..");
const pinnedSdks = join(import.meta.dirname, "recipes", "package.json");

/** The number of programs on each page. */
const pages = {
  "hand-over-the-secret": 5,
  "one-webhook-two-organisations": 3,
  "site-behind-a-vpn": 1,
  "move-from-curl": 0,
  "test-a-program": 3,
} as const satisfies Record<Recipe | "move-from-curl", number>;

type Page = keyof typeof pages;

/** Replacements that make a program wrong, one for each SDK. The compiler must find each. */
const mistakes: readonly (readonly [page: Page, from: string, to: string])[] = [
  ["hand-over-the-secret", "secretString:", "secretText:"],
  ["hand-over-the-secret", "stringData:", "textData:"],
  ["hand-over-the-secret", "dataJson:", "json:"],
  ["hand-over-the-secret", "value:", "plainValue:"],
  ["one-webhook-two-organisations", "url:", "uri:"],
  ["one-webhook-two-organisations", "secretIndex", "secretNumber"],
];

/** Installs the SDKs once, cached with the engines: they are too large for the repository's dependencies. */
async function ensureSdks(): Promise<string> {
  const digest = createHash("sha256")
    .update(await readFile(pinnedSdks))
    .digest("hex");
  const folder = join(cacheFolder(), `recipes-${digest.slice(0, 12)}`);
  await fillOnce(
    folder,
    () => existsSync(folder),
    console.error,
    async ({ entry }, cancelSignal) => {
      await copyFile(pinnedSdks, join(entry, "package.json"));
      await npmInstall(entry, ["--ignore-scripts"], { cancelSignal });
    },
  );
  return join(folder, "node_modules");
}

/** The programs of a page by file name; a program without a file name in its first line gets a number. */
async function programsOf(page: Page): Promise<Record<string, string>> {
  const text = await readFile(join(root, "docs", `${page}.md`), "utf8");
  const blocks = [...text.matchAll(/^```ts\n(.*?)^```$/gms)].map(([, block = ""]) => block);
  return Object.fromEntries(
    blocks.map((block, at) => [/^\/\/ ([\w.-]+\.ts)$/m.exec(block)?.[1] ?? `program-${at}.ts`, block]),
  );
}

let project: string;
let sdks: string;
let programs: Record<Page, Record<string, string>>;

beforeAll(async () => {
  sdks = await ensureSdks();
  project = await realpath(await mkdtemp(join(tmpdir(), "rockit-durst-recipes-")));
  await writeFile(join(project, "package.json"), '{ "private": true }\n');
  const packed = [await packInto(project, "provider"), await packInto(project, "packages/webhooks")];
  // The SDKs bring their own @pulumi/pulumi, but a program may have only one copy.
  await npmInstall(project, ["--ignore-scripts", "--legacy-peer-deps", ...packed]);
  for (const name of ["@pulumi", "vitest"])
    await symlink(join(sdks, name), join(project, "node_modules", name), "junction");
  const names = Object.keys(pages) as Page[];
  programs = Object.fromEntries(await Promise.all(names.map(async (page) => [page, await programsOf(page)])));
}, 600_000);
afterAll(() => rm(project, { recursive: true, force: true }));

/** Writes files into a folder of the project. */
async function write(folder: string, files: Readonly<Record<string, string>>): Promise<void> {
  await mkdir(join(project, folder), { recursive: true });
  for (const [file, text] of Object.entries(files)) await writeFile(join(project, folder, file), text);
}

const replaceExisting = (text: string, from: string, to: string): string => {
  expect(text).toContain(from);
  return text.replaceAll(from, to);
};

test("the programs compile against the real SDKs, and a wrong field does not compile", async () => {
  for (const [page, count] of Object.entries(pages)) {
    const files = programs[page as Page];
    expect(Object.keys(files), page).toHaveLength(count);
    await write(page, files);
  }
  for (const [at, [page, from, to]] of mistakes.entries()) {
    const wrong = Object.values(programs[page]).find((text) => text.includes(from)) ?? "";
    await write("mistakes", { [`mistake-${at}.ts`]: replaceExisting(wrong, from, to) });
  }
  // The compiler options of the examples.
  const { compilerOptions } = JSON.parse(
    await readFile(join(root, "examples/quickstart/tsconfig.json"), "utf8"),
  );
  const options = { ...compilerOptions, typeRoots: [join(sdks, "@types")] };
  await write("", { "tsconfig.json": JSON.stringify({ compilerOptions: options, include: ["*/*.ts"] }) });
  const { stdout } = await execa(
    process.execPath,
    [join(root, "node_modules/typescript/bin/tsc"), "-p", project, "--pretty", "false"],
    { cwd: project, reject: false },
  );
  const found = /^mistakes\/(mistake-\d+)\.ts\(.*?'(\w+)'.*/;
  expect(stdout.split("\n").map((line) => line.replace(found, "$1 $2"))).toEqual(
    mistakes.map(([, , to], at) => `mistake-${at} ${to.replace(":", "")}`),
  );
});

interface Report {
  readonly testResults: readonly {
    readonly name: string;
    readonly assertionResults: readonly { readonly title: string; readonly status: string }[];
  }[];
}

/** Runs the tests in a folder of the project, each in its own folder; returns `folder: title: status`. */
async function outcomesIn(folder: string): Promise<string[]> {
  const vitest = join(project, "node_modules/vitest/vitest.mjs");
  const file = join(project, `${folder}.json`);
  const args = ["run", "--root", folder, "--reporter=json", `--outputFile=${file}`];
  await execa(process.execPath, [vitest, ...args], { cwd: project, reject: false });
  const { testResults } = JSON.parse(await readFile(file, "utf8")) as Report;
  const outcomes = testResults.flatMap(({ name, assertionResults }) =>
    assertionResults.map(({ title, status }) => `${basename(dirname(name))}: ${title}: ${status}`),
  );
  return outcomes.toSorted();
}

test("the tests of docs/test-a-program.md pass with both kinds of classes, and fail without the mock's secret", async () => {
  const { "subscriptions.ts": program = "", "subscriptions.test.ts": tests = "" } =
    programs["test-a-program"];
  const unmarked = replaceExisting(tests, "pulumi.secret(", "String(");
  const native = replaceExisting(program, '"pulumi-rockit-durst"', '"pulumi-rockit-durst/native"');
  await write("tests/dynamic", { "subscriptions.ts": program, "subscriptions.test.ts": tests });
  await write("tests/native", { "subscriptions.ts": native, "subscriptions.test.ts": tests });
  await write("tests/unmarked", { "subscriptions.ts": program, "subscriptions.test.ts": unmarked });
  const titles = [...tests.matchAll(/^test\("(.*)", /gm)].map(([, title]) => title);
  expect(titles).toHaveLength(3);
  const isExpectedToFail = (folder: string, title: string | undefined) =>
    folder === "unmarked" && title === "the signing secret stays a secret";
  expect(await outcomesIn("tests")).toEqual(
    ["dynamic", "native", "unmarked"]
      .flatMap((folder) =>
        titles.map(
          (title) => `${folder}: ${title}: ${isExpectedToFail(folder, title) ? "failed" : "passed"}`,
        ),
      )
      .toSorted(),
  );
});

test("the programs of docs/hand-over-the-secret.md pass the secret on encrypted, and a leak is found", async () => {
  const files = Object.values(programs["hand-over-the-secret"]);
  const of = (sdk: string) => files.find((text) => text.includes(`"@pulumi/${sdk}"`)) ?? "";
  const marks = await readFile(join(import.meta.dirname, "recipes", "secret-stores.ts"), "utf8");
  const sdks = ["aws", "github", "kubernetes", "vault"];
  await write("marks/marked", {
    "marks.test.ts": marks,
    ...Object.fromEntries(sdks.map((sdk) => [`${sdk}.ts`, of(sdk)])),
  });
  const leak = 'Secret("rockit-webhook", { description: pulumi.unsecret(builds.secret) })';
  await write("marks/leaking", {
    "marks.test.ts": marks,
    "aws.ts": replaceExisting(of("aws"), 'Secret("rockit-webhook")', leak),
  });
  const title = "gets the secret, and no property holds the secret in plain text";
  expect(await outcomesIn("marks")).toEqual([
    `leaking: aws ${title}: failed`,
    ...sdks.map((sdk) => `marked: ${sdk} ${title}: passed`),
  ]);
});

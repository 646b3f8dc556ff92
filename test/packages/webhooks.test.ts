// The packed packages/webhooks, installed into an empty project, runs in each runtime that can be installed here. Tests of other runtimes
// are skipped with the reason.
import { cp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { join } from "node:path";
import { execa } from "execa";
import { rolldown } from "rolldown";
import semver from "semver";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import manifest from "../../packages/webhooks/package.json" with { type: "json" };
import { packedFiles } from "../helpers/pack.ts";
import {
  copySmokeTest,
  createSubproject,
  installPacked,
  installSizeOf,
  type ModuleSystem,
  measureLoadTime,
  medianOf,
} from "./install-packed.ts";

const root = join(import.meta.dirname, "..", "..");
const asPromised = /all as promised, gzip decoded/;
let folder: string;

beforeAll(async () => {
  folder = await installPacked();
  await copySmokeTest(folder);
  await writeFile(
    join(folder, "main.mjs"),
    `import { smoke } from "./smoke.mjs";\nimport * as webhooks from "rockit-durst-webhooks";\nconsole.log(await smoke(webhooks));\n`,
  );
  await writeFile(
    join(folder, "main.cjs"),
    `const { smoke } = require("./smoke.cjs");\nsmoke(require("rockit-durst-webhooks")).then(console.log);\n`,
  );
});
afterAll(() => rm(folder, { recursive: true, force: true }));

/** Creates a project with these packages and returns its folder. Skips the test if they can't be installed. */
async function installOrSkip(
  skip: (why: string) => never,
  name: string,
  packages: readonly string[],
): Promise<string> {
  const project = await createSubproject(folder, name, packages);
  return "folder" in project ? project.folder : skip(project.absent);
}

/** Installs a package and returns the path of its executable. Skips the test if the package can't be installed. */
async function executableOrSkip(
  skip: (why: string) => never,
  name: string,
  packageName: string,
  path: string,
): Promise<string> {
  const project = await installOrSkip(skip, name, [`program@npm:${packageName}`]);
  return join(project, "node_modules/program", path);
}

const platform = process.platform === "win32" ? "win" : process.platform;
const exe = process.platform === "win32" ? ".exe" : "";

test("an installation has at most 3 packages and 1 MB", async () => {
  const { packages, bytes } = await installSizeOf(folder);
  console.log(`installed: ${packages} packages, ${Math.round(bytes / 1000)} kB`);
  expect(packages).toBeLessThanOrEqual(3);
  expect(bytes).toBeLessThan(1_000_000);
});

test("the package has the expected files, and the licence of the library in its CommonJS bundle", async () => {
  const paths = await packedFiles("packages/webhooks");
  const expected =
    /^(dist\/(esm|cjs)\/[\w/-]+\.(js|d\.ts)|(dist\/cjs\/|node\/)?package\.json|README\.md|LICENSE|THIRD-PARTY-LICENSES)$/;
  expect(paths.filter((path) => !expected.test(path))).toEqual([]);
  expect(paths).toEqual(expect.arrayContaining(["LICENSE", "THIRD-PARTY-LICENSES", "README.md"]));
  const installed = join(folder, "node_modules/rockit-durst-webhooks");
  expect(await readFile(join(installed, "THIRD-PARTY-LICENSES"), "utf8")).toContain("Filip Skokan");
  const { dependencies, peerDependencies } = JSON.parse(
    await readFile(join(installed, "package.json"), "utf8"),
  );
  expect([Object.keys(dependencies), peerDependencies]).toEqual([["jose"], undefined]);
});

test("the main entry uses no Node.js API", async () => {
  for (const format of ["esm", "cjs"]) {
    const dist = join(folder, "node_modules/rockit-durst-webhooks/dist", format);
    const files = (await readdir(dist)).filter((file) => file.endsWith(".js") && file !== "node.js");
    expect(files).toContain("index.js");
    for (const file of files) {
      const text = await readFile(join(dist, file), "utf8");
      expect(text).not.toMatch(/["']node:|\bBuffer\b|\bprocess\./);
    }
  }
});

test("the package loads in at most twice the time of standardwebhooks", async (context) => {
  const other = await installOrSkip(context.skip, "standardwebhooks", ["standardwebhooks"]);
  for (const moduleSystem of ["import", "require"] satisfies ModuleSystem[]) {
    const rounds: { own: number; theirs: number }[] = [];
    for (let round = 0; round <= 15; round++) {
      const own = await measureLoadTime(folder, "rockit-durst-webhooks", moduleSystem);
      rounds.push({ own, theirs: await measureLoadTime(other, "standardwebhooks", moduleSystem) });
    }
    // The first round only warms the disk cache.
    const [own, theirs] = (["own", "theirs"] as const).map((who) =>
      medianOf(rounds.slice(1).map((round) => round[who])),
    );
    const ratio = medianOf(rounds.slice(1).map((round) => round.own / round.theirs));
    console.log(
      `${moduleSystem}: ${own?.toFixed(1)} ms, standardwebhooks ${theirs?.toFixed(1)} ms, ratio ${ratio.toFixed(2)}`,
    );
    expect(ratio).toBeLessThan(2);
  }
});

describe("the package runs in", () => {
  const node = `node-${platform}-${process.arch}`;
  const oldest = semver.minVersion(manifest.engines.node);
  const versions = { minimum: `${node}@${oldest}`, newest: `${node}@latest` };

  test.for(Object.entries(versions))(
    "Node.js, %s: by import, by require, and without support for requiring ES modules",
    async ([name, version], context) => {
      const binary = await executableOrSkip(
        context.skip,
        `node-${name}`,
        version,
        process.platform === "win32" ? "node.exe" : "bin/node",
      );
      console.log(`Node.js, ${name}: ${(await execa(binary, ["--version"])).stdout}`);
      const off = "--no-experimental-require-module";
      for (const args of [["main.mjs"], ["main.cjs"], [off, "main.mjs"], [off, "main.cjs"]]) {
        expect((await execa(binary, args, { cwd: folder })).stdout).toMatch(asPromised);
      }
      for (const [file, load] of [
        ["node.mjs", `import { nodeWebhookHandler } from "rockit-durst-webhooks/node";`],
        ["node.cjs", `const { nodeWebhookHandler } = require("rockit-durst-webhooks/node");`],
      ] as const) {
        await writeFile(join(folder, file), `${load}\nconsole.log(typeof nodeWebhookHandler);\n`);
        expect((await execa(binary, [off, file], { cwd: folder })).stdout).toBe("function");
      }
    },
  );

  test("Bun", async (context) => {
    const arch = process.arch === "arm64" ? "aarch64" : process.arch;
    const binary = await executableOrSkip(
      context.skip,
      "bun",
      `@oven/bun-${platform === "win" ? "windows" : platform}-${arch}`,
      `bin/bun${exe}`,
    );
    console.log(`Bun ${(await execa(binary, ["--version"])).stdout}`);
    for (const file of ["main.mjs", "main.cjs"]) {
      expect((await execa(binary, [file], { cwd: folder })).stdout).toMatch(asPromised);
    }
  });

  test("Deno", async (context) => {
    const name = { linux: "linux", darwin: "darwin", win: "win32" }[platform as string] ?? platform;
    const libc = name === "linux" ? "-glibc" : "";
    const binary = await executableOrSkip(
      context.skip,
      "deno",
      `@deno/${name}-${process.arch}${libc}`,
      `deno${exe}`,
    );
    console.log((await execa(binary, ["--version"])).stdout.split("\n")[0]);
    // Without any permission: the package reads no file, no variable, and uses no network.
    const args = ["run", "--no-prompt", "--no-lock", "--node-modules-dir=manual"];
    expect((await execa(binary, [...args, "main.mjs"], { cwd: folder })).stdout).toMatch(asPromised);
    expect((await execa(binary, [...args, "--allow-read", "main.cjs"], { cwd: folder })).stdout).toMatch(
      asPromised,
    );
  });

  test("Cloudflare Workers, without compatibility flags", async (context) => {
    const project = await installOrSkip(context.skip, "workers", ["miniflare@4"]);
    await writeFile(
      join(folder, "worker.mjs"),
      `import { smoke } from "./smoke.mjs";
import * as webhooks from "rockit-durst-webhooks";
export default { fetch: async () => new Response(await smoke(webhooks).catch((failure) => failure.stack)) };
`,
    );
    const bundle = await rolldown({
      input: join(folder, "worker.mjs"),
      platform: "neutral",
      resolve: { conditionNames: ["workerd", "worker", "browser", "import"] },
    });
    const { output } = await bundle.generate({ format: "esm", codeSplitting: false });
    await bundle.close();
    const { Miniflare } = createRequire(join(project, "index.js"))("miniflare");
    const worker = new Miniflare({ modules: true, script: output[0].code, compatibilityDate: "2025-01-01" });
    try {
      expect(await (await worker.dispatchFetch("http://worker.example/")).text()).toMatch(asPromised);
    } finally {
      await worker.dispose();
    }
  });

  test("Jest with its defaults", async (context) => {
    const project = await installOrSkip(context.skip, "jest", ["jest@30"]);
    await cp(join(folder, "smoke.cjs"), join(project, "smoke.js"));
    await writeFile(
      join(project, "receiver.test.js"),
      `const { smoke } = require("./smoke.js");
const webhooks = require("rockit-durst-webhooks");
const { nodeWebhookHandler } = require("rockit-durst-webhooks/node");
test("the package", async () => {
  expect(await smoke(webhooks)).toMatch(${asPromised});
  expect(nodeWebhookHandler).toBeInstanceOf(Function);
});
`,
    );
    const { exitCode, all } = await execa(process.execPath, ["node_modules/jest/bin/jest.js"], {
      cwd: project,
      all: true,
      reject: false,
    });
    expect(all).toContain("Tests:       1 passed, 1 total");
    expect(exitCode).toBe(0);
  });

  test("Vitest with its defaults", async (context) => {
    const project = await installOrSkip(context.skip, "vitest", ["vitest@5"]);
    await cp(join(folder, "smoke.mjs"), join(project, "smoke.mjs"));
    await writeFile(
      join(project, "receiver.test.mjs"),
      `import { expect, test } from "vitest";
import * as webhooks from "rockit-durst-webhooks";
import { nodeWebhookHandler } from "rockit-durst-webhooks/node";
import { smoke } from "./smoke.mjs";
test("the package", async () => {
  expect(await smoke(webhooks)).toMatch(${asPromised});
  expect(nodeWebhookHandler).toBeInstanceOf(Function);
});
`,
    );
    const { exitCode, all } = await execa(process.execPath, ["node_modules/vitest/vitest.mjs", "run"], {
      cwd: project,
      all: true,
      reject: false,
      // The inner run must not use this run's settings.
      extendEnv: false,
      env: { PATH: process.env["PATH"] },
    });
    expect(all).toMatch(/Tests .*1 passed/);
    expect(exitCode).toBe(0);
  });
});

test("two copies of the package, by import and by require, recognise each other's errors", async () => {
  await writeFile(
    join(folder, "both.mjs"),
    `import { createRequire } from "node:module";
import * as one from "rockit-durst-webhooks";
const other = createRequire(import.meta.url)("rockit-durst-webhooks");
const failure = await other.verifyRockitWebhook({ headers: {}, body: "", secret: "AAAAAAAAAAAAAAAAAAAAAAAA" }).catch((it) => it);
console.log(failure instanceof one.WebhookVerificationError, one.isWebhookVerificationError(failure), failure.code);
`,
  );
  const { stdout } = await execa("node", ["both.mjs"], { cwd: folder, preferLocal: true, localDir: root });
  expect(stdout).toBe("false true missing-header");
});

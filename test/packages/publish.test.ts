// tools/release/publish.mjs, which release.yml runs: a real npm against a registry that records uploads.
import { createHash } from "node:crypto";
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { basename, dirname, join } from "node:path";
import { json } from "node:stream/consumers";
import { execa } from "execa";
import { create } from "tar";
import { afterEach, beforeEach, expect, it } from "vitest";

const script = join(import.meta.dirname, "..", "..", "tools", "release", "publish.mjs");

interface Document {
  readonly versions: Readonly<Record<string, { readonly dist: { readonly integrity: string } }>>;
}

/** Package documents by name, as npm uploads them. */
const documents = new Map<string, Document>();
/** Packages whose upload the registry refuses. */
const refused = new Set<string>();
/** Names of the packages that were uploaded, in order. */
const uploads: string[] = [];

const server = createServer(async (request, response) => {
  const name = decodeURIComponent((request.url ?? "").slice(1).split("?")[0] ?? "");
  const answer = (status: number, body: unknown) =>
    response.writeHead(status, { "content-type": "application/json" }).end(JSON.stringify(body));
  if (request.method === "PUT") {
    const document = (await json(request)) as Document;
    if (refused.has(name)) return answer(403, { error: "not the trusted publisher" });
    uploads.push(name);
    documents.set(name, document);
    return answer(201, { ok: true });
  }
  const document = documents.get(name);
  return document === undefined ? answer(404, { error: "not found" }) : answer(200, document);
});

let folder: string;
let registry: string;
beforeEach(async () => {
  documents.clear();
  refused.clear();
  uploads.length = 0;
  folder = await mkdtemp(join(tmpdir(), "rockit-durst-publish-"));
  await new Promise<void>((ready) => server.listen(0, "127.0.0.1", ready));
  registry = `127.0.0.1:${(server.address() as AddressInfo).port}`;
  await writeFile(join(folder, "npmrc"), `registry=http://${registry}/\n//${registry}/:_authToken=made-up\n`);
  await pack("first", "1.0.0");
  await pack("second", "1.0.0");
});
afterEach(async () => {
  server.closeAllConnections();
  await new Promise((closed) => server.close(closed));
  await rm(folder, { recursive: true });
});

const packed: { file: string; name: string; version: string; integrity: string }[] = [];

/** Packs a package, and lists it as `npm run release` does. */
async function pack(name: string, version: string, text = ""): Promise<void> {
  const file = `${name}-${version}.tgz`;
  await writeFile(join(folder, "package.json"), JSON.stringify({ name, version, description: text }));
  await create({ file: join(folder, file), cwd: folder, gzip: true, prefix: "package", portable: true }, [
    "package.json",
  ]);
  const bytes = await readFile(join(folder, file));
  const integrity = `sha512-${createHash("sha512").update(bytes).digest("base64")}`;
  const others = packed.filter((one) => one.name !== name);
  packed.splice(0, packed.length, ...others, { file, name, version, integrity });
  packed.sort((one, other) => one.name.localeCompare(other.name));
  await writeFile(join(folder, "packages.json"), JSON.stringify(packed));
}

/** Runs the script with the folder as its argument, like the workflow. */
const publish = () =>
  execa("node", [script, basename(folder)], {
    cwd: dirname(folder),
    env: { NPM_CONFIG_USERCONFIG: join(folder, "npmrc"), NPM_CONFIG_CACHE: join(folder, "cache") },
    reject: false,
    all: true,
  });

it("publishes all packages in order, and none twice", async () => {
  expect(await publish()).toMatchObject({
    exitCode: 0,
    all: "first 1.0.0 was published\nsecond 1.0.0 was published",
  });
  expect(documents.get("first")?.versions["1.0.0"]?.dist.integrity).toBe(packed[0]?.integrity);
  expect(await publish()).toMatchObject({
    exitCode: 0,
    all: "first 1.0.0 is already published\nsecond 1.0.0 is already published",
  });
  expect(uploads).toEqual(["first", "second"]);
});

it("continues where a failed run ended", async () => {
  refused.add("second");
  const failed = await publish();
  expect(failed.exitCode).toBe(1);
  expect(failed.all).toMatch(/^first 1\.0\.0 was published\npublish: npm publish failed with exit code 1:/);
  expect(failed.all).toContain("not the trusted publisher");
  expect(failed.all).not.toMatch(/made-up|at .*publish\.mjs/);
  refused.clear();
  expect((await publish()).all).toBe("first 1.0.0 is already published\nsecond 1.0.0 was published");
});

it("publishes a new version of a package that has others", async () => {
  await publish();
  await pack("second", "1.1.0");
  expect((await publish()).all).toBe("first 1.0.0 is already published\nsecond 1.1.0 was published");
});

it("stops at a version already published with other contents", async () => {
  await publish();
  await pack("first", "1.1.0");
  await pack("second", "1.0.0", "changed");
  const { exitCode, all } = await publish();
  expect(exitCode).toBe(1);
  expect(all).toMatch(
    /^publish: second 1\.0\.0 is already published with other contents \(sha512-.+\): release a new version$/,
  );
  // The first package is not published either, although its new version is missing from npm.
  expect(uploads).toEqual(["first", "second"]);
});

it("publishes only the file that was checked", async () => {
  await writeFile(join(folder, "second-1.0.0.tgz"), "another");
  const { exitCode, all } = await publish();
  expect(exitCode).toBe(1);
  expect(all).toMatch(/^publish: .*second-1\.0\.0\.tgz is not the file that was checked/);
  expect(uploads).toEqual([]);
});

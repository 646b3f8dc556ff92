import { mkdir, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { homedir, tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { create } from "tar";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { differences } from "../../../tools/release/contents.ts";
import { forbiddenContentIn, forbiddenContentOf } from "../../../tools/release/forbidden-content.ts";
import { checksumsOf } from "../../../tools/release/pack.ts";
import { root } from "../../../tools/release/packages.ts";

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "rockit-durst-release-test-"));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

const contentsList = await readFile(
  join(root, "tools/release/contents/pulumi-rockit-durst-policy.txt"),
  "utf8",
);

async function archiveOf(paths: readonly string[]): Promise<string> {
  for (const path of paths) {
    await mkdir(dirname(join(folder, path)), { recursive: true });
    await writeFile(join(folder, path), "text");
  }
  const file = join(folder, "pulumi-rockit-durst-policy-1.2.3.tgz");
  await create({ file, cwd: folder, gzip: true }, [...paths]);
  return file;
}

describe("the files in a package", () => {
  const paths = contentsList.trim().split("\n");

  it("match the list, for any version", async () => {
    expect(await differences(await archiveOf(paths), "1.2.3")).toEqual([]);
  });

  it("are reported if surplus or missing", async () => {
    const [first = "", ...others] = paths;
    expect(await differences(await archiveOf([...others, "package/.npmrc"]), "1.2.3")).toEqual([
      "package/.npmrc is not on the list pulumi-rockit-durst-policy.txt",
      `${first} of the list pulumi-rockit-durst-policy.txt is missing`,
    ]);
  });

  it("are all checked for forbidden content", async () => {
    expect(await forbiddenContentIn(await archiveOf(["package/index.js", "package/test/a.js"]))).toEqual([
      "package/test/a.js is a test",
    ]);
  });
});

describe("a file that is published", () => {
  const token = `ghp_${"wWPw5k4aXcaT4fNP0UcnZwJUVFk6LO0pINUx"}`;
  const key = `-----BEGIN ${"RSA"} PRIVATE KEY-----\n${"MIIEpAIBAAKCAQEA".repeat(8)}\n-----END ${"RSA"} PRIVATE KEY-----`;

  it.each([
    ["a token", "a.js", `const token = "${token}";`, "a.js contains a secret (GITHUB_TOKEN)"],
    ["a private key", "a.js", key, "a.js contains a secret (PrivateKey)"],
    ["a test", "dist/a.test.js", "", "dist/a.test.js is a test"],
    ["a hidden file", "dist/.env", "", "dist/.env is a hidden file"],
    ["a path of this machine", "a.js", `require("${root}/index.js")`, "a.js contains a path of this machine"],
    ["a path of this person", "a.js", `"${homedir()}/.npmrc"`, "a.js contains a path of this machine"],
    ["a map", "a.js.map", "{}", "a.js.map refers to sources that are not published"],
    [
      "a reference to a map",
      "a.js",
      "\n//# sourceMappingURL=a.js.map",
      "a.js refers to sources that are not published",
    ],
  ])("holds no %s", async (_, path, text, fault) => {
    const faults = await forbiddenContentOf(path, text);
    expect(faults).toEqual([fault]);
    expect(faults.join()).not.toContain(token);
  });

  it("may hold code, and the documentation's example of an address", async () => {
    expect(
      await forbiddenContentOf("a.js", '"https://hooks.slack.com/services/T0/B0/seen-by-everybody"'),
    ).toEqual([]);
  });
});

it("writes checksums as sha256sum reads them", async () => {
  await writeFile(join(folder, "b.txt"), "b\n");
  await writeFile(join(folder, "a.txt"), "a\n");
  expect(await checksumsOf([join(folder, "b.txt"), join(folder, "a.txt")])).toBe(
    "87428fc522803d31065e7bce3cf03fe475096631e5e07bbd7a0fde60c4cf25c7  a.txt\n" +
      "0263829989b6fd954f72baaf2fc64bc2e2f01d692d4de72986ea808f6e99813f  b.txt\n",
  );
});

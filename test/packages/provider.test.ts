// The provider on the oldest Node.js that its package.json declares, and on an older one.
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { dirname, join, resolve } from "node:path";
import { execa } from "execa";
import semver from "semver";
import { describe, expect, onTestFinished, test } from "vitest";
import { ensureBuilt } from "../helpers/build-output.ts";
import { throwawayAuthority } from "../helpers/certificates.ts";
import { nodeOf } from "./old-node.ts";

const root = resolve(import.meta.dirname, "../..");
const dist = dirname(dirname(await ensureBuilt("cli/main.js")));
const main = join(root, "provider/bin/rockit-durst");

interface Manifest {
  readonly engines?: { readonly node?: string };
  readonly dependencies?: Readonly<Record<string, string>>;
  readonly peerDependencies?: Readonly<Record<string, string>>;
}
const manifestOf = async (path: string): Promise<Manifest> => JSON.parse(await readFile(path, "utf8"));

/** The oldest Node.js version that a package declares. */
async function oldestNodeOf(folder: string): Promise<string> {
  const { engines } = await manifestOf(join(root, folder, "package.json"));
  return (
    semver.minVersion(engines?.node ?? "")?.version ?? expect.fail(`${folder} declares no Node.js version`)
  );
}

test.each(["provider", "packages/policy", "packages/webhooks"])(
  "%s declares a Node.js version that all its dependencies support",
  async (folder) => {
    const { dependencies, peerDependencies } = await manifestOf(join(root, folder, "package.json"));
    const oldest = await oldestNodeOf(folder);
    const { resolve: find } = createRequire(join(root, folder, "package.json"));
    for (const name of Object.keys({ ...dependencies, ...peerDependencies })) {
      const paths = find.paths(name)?.map((path) => join(path, name, "package.json")) ?? [];
      const found = await Promise.any(paths.map(manifestOf));
      const supported = found.engines?.node ?? "*";
      expect(semver.satisfies(oldest, supported), `${name} wants Node.js ${supported}`).toBe(true);
    }
  },
);

describe("on its oldest declared Node.js, the provider", async () => {
  const node = await nodeOf(await oldestNodeOf("provider"));

  test("handles compressed answers, extra certificate authorities, a 429 and a 400", async () => {
    const [authority, extra] = [await throwawayAuthority(), await throwawayAuthority()];
    const own = await authority.issue({ ip: "127.0.0.1" });
    const other = await extra.issue({ ip: "127.0.0.1" });
    const folder = await mkdtemp(join(tmpdir(), "rockit-durst-node-"));
    onTestFinished(() => rm(folder, { recursive: true }));
    const file = join(folder, "extra.pem");
    await writeFile(file, extra.certificate);
    const certificates = {
      ...own,
      caCertificate: authority.certificate,
      extraKey: other.key,
      extraCert: other.cert,
    };
    const script = join(import.meta.dirname, "provider-requests.cjs");
    const { stdout, stderr } = await execa(node, [script, dist, JSON.stringify(certificates)], {
      env: { NODE_EXTRA_CA_CERTS: file },
    });
    expect({ stdout, stderr }).toEqual({ stdout: "all as promised", stderr: "" });
  });

  test("loads in a program, and its command runs", async () => {
    const load = `const { RockitSubscription } = require(${JSON.stringify(dist)}); console.log(typeof RockitSubscription)`;
    expect((await execa(node, ["-e", load], { cwd: root })).stdout).toBe("function");
    const { stdout, stderr } = await execa(node, [main, "--version"]);
    expect(stdout).toMatch(/^\d+\.\d+\.\d+$/);
    expect(stderr).toBe("");
  });
});

describe("on an older Node.js, the provider", async () => {
  const version = "22.12.0";
  const node = await nodeOf(version);
  const why = `Node.js ${version} is too old, ${await oldestNodeOf("provider")} or newer is needed: install a newer one`;

  test.each([{}, { HTTPS_PROXY: "http://proxy.example:3128" }])(
    "reports the old version before it sends anything, with or without a proxy (%j)",
    async (env) => {
      const client = `const { HttpClient } = require(${JSON.stringify(join(dist, "http/client.js"))});
      try { new HttpClient({ endpoint: new URL("https://vendor.example") }); }
      catch ({ name, ambiguous, message }) { console.log(JSON.stringify({ name, ambiguous, message })); }`;
      const { stdout } = await execa(node, ["-e", client], { cwd: root, env });
      const message = `nothing was sent: ${why}`;
      expect(JSON.parse(stdout)).toEqual({ name: "HttpError", ambiguous: false, message });
    },
  );
});

describe("an old Node.js:", async () => {
  const launcher = join(root, "provider/bin/pulumi-resource-rockit-durst");
  const needed = await oldestNodeOf("provider");

  // Node.js 12 can't parse newer syntax.
  test.each(["22.12.0", "12.22.12"])(
    "%s makes the plugin report the needed version in one sentence",
    async (version) => {
      const node = await nodeOf(version);
      const started = await execa(node, [launcher, "127.0.0.1:1"], { reject: false });
      const { exitCode, stdout, stderr } = started;
      expect({ exitCode, stdout, stderr }).toEqual({
        exitCode: 1,
        stdout: "",
        stderr: `pulumi-resource-rockit-durst needs Node.js ${needed} or newer, and \`node\` on PATH is ${version}: install a newer one`,
      });
    },
  );

  test.each(["22.12.0", "12.22.12"])(
    "%s makes the command report the needed version in one sentence",
    async (version) => {
      const { exitCode, stdout, stderr } = await execa(await nodeOf(version), [main, "doctor"], {
        reject: false,
      });
      expect({ exitCode, stdout, stderr }).toEqual({
        exitCode: 1,
        stdout: "",
        stderr: `rockit-durst: Node.js ${needed} or newer is needed, this is ${version}: install a newer one, and run the command again`,
      });
    },
  );

  test("the oldest declared version starts the plugin", async () => {
    const plugin = execa(await nodeOf(needed), [launcher, "127.0.0.1:1"]);
    for await (const line of plugin) {
      expect(line).toMatch(/^\d+$/);
      plugin.stdin.end();
    }
    expect((await plugin).stderr).toBe("");
  });
});

// A pack with its own copy of @pulumi/policy beside the copy of the policies, as package managers install it.
// Each pack runs in its own process.
import { execFile } from "node:child_process";
import { cp, mkdir, mkdtemp, realpath, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { rolldown } from "rolldown";
import { afterAll, beforeAll, expect, it } from "vitest";

const root = join(import.meta.dirname, "..", "..");
let folder: string;

beforeAll(async () => {
  folder = await realpath(await mkdtemp(join(tmpdir(), "rockit-durst-copies-")));
  const [library, pack] = [join(folder, "library"), join(folder, "pack")];
  await mkdir(join(pack, "node_modules", "@pulumi"), { recursive: true });
  await mkdir(library);
  await symlink(join(root, "node_modules"), join(library, "node_modules"));
  for (const shared of ["@pulumi/pulumi", "@grpc", "google-protobuf"])
    await symlink(join(root, "node_modules", shared), join(pack, "node_modules", shared));
  await cp(join(root, "node_modules/@pulumi/policy"), join(pack, "node_modules/@pulumi/policy"), {
    recursive: true,
    dereference: true,
  });
  const bundle = await rolldown({
    input: join(root, "packages/policy/src/common/no-plaintext-secrets.ts"),
    platform: "node",
    external: /^[@a-z]/,
  });
  await bundle.write({ file: join(library, "policies.js"), format: "cjs" });
  await bundle.close();
  await writeFile(
    join(pack, "judge.js"),
    `
      const structs = require("google-protobuf/google/protobuf/struct_pb.js");
      const messages = require("@pulumi/pulumi/proto/analyzer_pb.js");
      const { promisify } = require("node:util");
      const secret = { "4dabf18193072939515e22adb298388d": "1b47061264138c4ac30d75fd1eb44270", value: "canary-canary" };
      const resource = (type, props) => {
        const one = new messages.AnalyzerResource();
        one.setType(type);
        one.setName("it");
        one.setUrn("urn:pulumi:dev::project::" + type + "::it");
        one.setOptions(new messages.AnalyzerResourceOptions());
        one.setProperties(structs.Struct.fromJavaScript(props));
        return one;
      };
      exports.judge = async (server, policy) => {
        const request = new messages.AnalyzeStackRequest();
        request.setResourcesList([
          resource("pulumi-nodejs:dynamic/rockit:Subscription", { secret }),
          resource("pulumi:pulumi:Stack", { shown: "canary-canary", kept: secret }),
        ]);
        const analyze = promisify(server.makeAnalyzeStackRpcFun("pack", "1", "mandatory", [policy]));
        const response = await analyze({ request });
        for (const diagnostic of response.getDiagnosticsList())
          console.log(diagnostic.getMessage().split("\\n").at(-1));
      };
    `,
  );
});
afterAll(() => rm(folder, { recursive: true, force: true }));

/** The lines that a pack with this program prints. */
async function runPack(program: string): Promise<string[]> {
  const file = join(folder, "pack", "index.js");
  await writeFile(file, `const { judge } = require("./judge.js");\n${program}`);
  const { stdout } = await promisify(execFile)(process.execPath, [file]);
  return stdout.trim().split("\n");
}

const policies = 'const { noPlaintextSecrets } = require("../library/policies.js");';
const sdk = 'const server = require("@pulumi/policy/server");';
const leak = "Output shown contains secret of it in plain text: pass it on as a secret, and rotate it.";

it.each([
  ["after these policies", `${policies}\n${sdk}`],
  ["before these policies", `${sdk}\n${policies}`],
])("judges a pack that has loaded its own copy of the SDK %s", async (_when, loads) => {
  expect(await runPack(`${loads}\nsetImmediate(() => judge(server, noPlaintextSecrets));`)).toEqual([leak]);
});

it("names a copy that was loaded too late, and judges from then on", async () => {
  const [first, ...rest] = await runPack(`
    ${policies}
    setTimeout(async () => {
      ${sdk}
      await judge(server, noPlaintextSecrets);
      await judge(server, noPlaintextSecrets);
    }, 10);
  `);
  expect(first).toBe(
    `The pack uses the copy of @pulumi/policy in ${join(folder, "pack/node_modules/@pulumi/policy")}, which was loaded after these policies, so they can't see which values are secret: import it before them, or install both so that they share one copy.`,
  );
  expect(rest).toEqual([leak]);
});

it("names the copy that was found if the pack uses another copy", async () => {
  expect(
    await runPack(`
      ${policies}
      ${sdk}
      // Simulates a bundle.
      for (const file of Object.keys(require.cache)) if (file.includes(__dirname)) delete require.cache[file];
      setImmediate(() => judge(server, noPlaintextSecrets));
    `),
  ).toEqual([
    `The pack uses a copy of @pulumi/policy that these policies can't find, and not the one in ${join(root, "node_modules/@pulumi/policy")}, so they can't see which values are secret: do not bundle @pulumi/policy, and install it once.`,
  ]);
});

it("reports that the SDK does not mark secrets if the SDK can't be patched", async () => {
  expect(
    await runPack(`
      ${sdk}
      Object.freeze(require("@pulumi/policy/deserialize"));
      ${policies}
      judge(server, noPlaintextSecrets);
    `),
  ).toEqual([
    "This version of @pulumi/policy does not show which values are secret, so this policy can't check anything: use another version, or disable this policy.",
  ]);
});

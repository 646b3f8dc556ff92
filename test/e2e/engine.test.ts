// The engine of all tests runs a project folder and an inline program.
import { mkdir, mkdtemp, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { CustomResource } from "@pulumi/pulumi";
import { LocalWorkspace, PulumiCommand } from "@pulumi/pulumi/automation/index.js";
import { execa } from "execa";
import { afterAll, beforeAll, expect, inject, test } from "vitest";
import { policyPack } from "../../tools/engine/policy-pack.ts";

const modules = join(import.meta.dirname, "..", "..", "node_modules");
const engine = inject("engine");
let folder: string;

const commandEnvironment = () => ({
  PULUMI_HOME: join(folder, "home"),
  PULUMI_BACKEND_URL: pathToFileURL(join(folder, "state")).href,
  PULUMI_CONFIG_PASSPHRASE: "test",
});

async function writeFolder(name: string, files: Record<string, string>): Promise<string> {
  const path = join(folder, name);
  await mkdir(path);
  for (const [file, text] of Object.entries(files)) await writeFile(join(path, file), text);
  return path;
}

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "engine-test-"));
  await mkdir(join(folder, "state"));
  await symlink(modules, join(folder, "node_modules"), "junction");
});

afterAll(() => rm(folder, { recursive: true, force: true }));

test("the engine runs a project folder with a TypeScript program and a dynamic provider, on this Node.js", async () => {
  const project = await writeFolder("project", {
    "Pulumi.yaml": "name: greeter\nruntime: nodejs\n",
    "package.json": `{ "name": "greeter", "main": "index.ts" }`,
    "tsconfig.json": JSON.stringify({
      compilerOptions: {
        target: "es2022",
        module: "nodenext",
        moduleResolution: "nodenext",
        skipLibCheck: true,
      },
    }),
    "index.ts": `import * as pulumi from "@pulumi/pulumi";
      class Greeting extends pulumi.dynamic.Resource {
        declare readonly node: pulumi.Output<string>;
        constructor(name: string, greeting: string) {
          super({
            create: async (inputs) => ({ id: "1", outs: { ...inputs, node: process.versions.node } }),
          }, name, { greeting, node: undefined });
        }
      }
      export const node = new Greeting("hello", "Guten Tag").node;`,
  });
  const pulumi = (...args: string[]) =>
    execa(engine.pulumi, [...args, "--non-interactive"], {
      cwd: project,
      env: { ...engine.projectEnvironment, ...commandEnvironment() },
    });
  await pulumi("stack", "init", "test");
  const up = await pulumi("up", "--yes", "--skip-preview");
  expect(up.stdout).toContain("2 created");
  expect(up.stdout).not.toContain("warning");
  expect((await pulumi("stack", "output", "node")).stdout).toBe(process.versions.node);
});

/** The provider is a text, so the state contains no code of this file. */
class Greeting extends CustomResource {
  constructor(name: string, greeting: string) {
    const provider = `exports.handler = () => ({ create: async (inputs) => ({ id: "1", outs: inputs }) })`;
    super("pulumi-nodejs:dynamic/test:Greeting", name, { greeting, __provider: provider });
  }
}

test("the engine runs an inline program under a policy pack", async () => {
  const pack = await writeFolder("pack", {
    "PulumiPolicy.yaml": "runtime: nodejs\n",
    "package.json": `{ "name": "pack", "version": "1.0.0" }`,
    "index.js": `new (require("@pulumi/policy").PolicyPack)("courtesy", {
      policies: [{
        name: "greets-politely",
        description: "Greetings are polite.",
        enforcementLevel: "mandatory",
        validateResource: (args, report) => {
          if (args.props.greeting === "Oi") report("Say it politely.");
        },
      }],
    });`,
  });
  const program = (greeting: string) => async () => {
    new Greeting("hello", greeting);
  };
  const stack = await LocalWorkspace.createOrSelectStack(
    { projectName: "greeter", stackName: "inline", program: program("Oi") },
    {
      pulumiCommand: await PulumiCommand.get({ root: engine.root }),
      envVars: { ...engine.projectEnvironment, ...commandEnvironment() },
    },
  );
  await expect(stack.up({ policyPacks: [policyPack(engine, pack)] })).rejects.toThrow("Say it politely.");
  const up = await stack.up({ policyPacks: [policyPack(engine, pack)], program: program("Good morning") });
  expect(up.stdout).toContain("courtesy");
  expect(up.summary.result).toBe("succeeded");
});

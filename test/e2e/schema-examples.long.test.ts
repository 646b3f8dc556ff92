// The real engine accepts the native provider's schema and generates SDKs from it, and the schema's examples work in each language.
// `npm run check` compiles the TypeScript examples.
import { cp, mkdir, mkdtemp, realpath, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { execa } from "execa";
import { afterAll, beforeAll, expect, inject, test } from "vitest";
import { type ExampleEnding, examplesFolder, readExamples } from "../../tools/docs/schema-examples.ts";
import { generateSdk, type SdkLanguage } from "../../tools/engine/generate-sdk.ts";
import { whyNoGo } from "../../tools/engine/go-build.ts";
import { ensureLanguageHost, whyNoLanguageHost } from "../../tools/engine/language-hosts.ts";
import { generatorModule } from "../../tools/engine/pins.ts";
import { networkEnvironment } from "../../tools/hermetic.mjs";
import { environmentOf } from "../helpers/environment.ts";
import { skippedSuffix } from "../helpers/needed-programs.ts";
import { virtualEnvironment, whyNoPython } from "../helpers/python.ts";
import { Stack } from "../helpers/stack.ts";
import { startDurst, startRockit } from "../simulators/index.ts";

/** Building a generator or a language host takes minutes on a busy machine. */
const timeout = 600_000;
const engine = inject("engine");
const root = join(import.meta.dirname, "..", "..");
const plugin = join(root, "provider", "bin", "pulumi-resource-rockit-durst");
const examples = readExamples();
const programFileOf = (name: string, ending: ExampleEnding) =>
  join(examplesFolder, name, `program.${ending}`);
let folder: string;
/** The file of the schema that the plugin returns, with the package's version. */
let schema: string;

beforeAll(async () => {
  folder = await realpath(await mkdtemp(join(tmpdir(), "rockit-durst-schema-")));
  schema = join(folder, "schema.json");
  const { stdout } = await execa(engine.pulumi, ["package", "get-schema", plugin], {
    env: { ...engine.projectEnvironment, PULUMI_HOME: join(folder, "home") },
  });
  await writeFile(schema, stdout);
});

afterAll(() => rm(folder, { recursive: true, force: true }));

const generateSdkFor = (language: SdkLanguage) =>
  generateSdk(engine, schema, language, join(folder, `sdk-${language}`));

const noGo = await whyNoGo();
/** Only an engine that this repository built needs Go to generate an SDK. */
const noSdk = engine.origin === "path" ? undefined : noGo;

test.skipIf(noSdk)(`an SDK for Node.js compiles${skippedSuffix(noSdk)}`, { timeout }, async () => {
  const generated = await generateSdkFor("nodejs");
  await symlink(join(root, "node_modules"), join(generated, "node_modules"));
  const compilerOptions = {
    strict: true,
    noEmit: true,
    module: "nodenext",
    target: "es2022",
    types: ["node"],
  };
  await writeFile(
    join(generated, "tsconfig.json"),
    JSON.stringify({ compilerOptions: { ...compilerOptions, skipLibCheck: true } }),
  );
  const compiler = join(root, "node_modules", "typescript", "bin", "tsc");
  const { all } = await execa(process.execPath, [compiler, "-p", generated], { all: true, reject: false });
  expect(all).toBe("");
});

const noYaml = await whyNoLanguageHost(engine, "yaml");
test.skipIf(noYaml)(`the YAML examples run${skippedSuffix(noYaml)}`, { timeout }, async () => {
  const host = await ensureLanguageHost(engine, "yaml");
  await using rockit = await startRockit();
  await using durst = await startDurst();
  durst.addSubscriber({ hostUri: "https://press.example/", externalAuthType: "NONE" });
  const project = join(folder, "yaml");
  await mkdir(project);
  const write = (program: string) =>
    writeFile(
      join(project, "Pulumi.yaml"),
      [
        "name: schema-examples",
        "runtime: yaml",
        `plugins: { providers: [{ name: rockit-durst, path: ${join(root, "provider", "bin")} }] }`,
        program,
      ].join("\n"),
    );
  await write("");
  await using stack = await Stack.create({
    engine,
    project,
    environment: { ...environmentOf({ rockit, durst }), ...host.environment },
  });
  await stack.configure({ slackToken: "xoxb-1", durstKey: "a key" }, { secret: true });
  for (const { name, programs } of examples) {
    await write(programs.yaml);
    const { output } = await stack.up();
    expect(output, name).not.toContain("warning");
    await stack.expectNoChanges();
  }
  await stack.destroy();
});

const noPython = (await whyNoPython()) ?? noSdk;
test.skipIf(noPython)(
  `the Python examples run with mocks${skippedSuffix(noPython)}`,
  { timeout },
  async () => {
    const bin = await virtualEnvironment(join(folder, "venv"), ["pulumi<4", await generateSdkFor("python")]);
    const check = join(folder, "check.py");
    await writeFile(check, pythonCheck);
    const programs = examples.map(({ name }) => programFileOf(name, "py"));
    const { stdout } = await execa(join(bin, "python"), [check, ...programs]);
    expect(stdout.trim().split("\n")).toEqual(programs.map((program) => `ran ${program}`));
  },
);

const pythonCheck = `
import runpy, sys
import pulumi

class Mocks(pulumi.runtime.Mocks):
    def new_resource(self, args):
        return [args.name, args.inputs]
    def call(self, args):
        return {"subscriptions": [{"id": 4, "name": "builds", "topic": "STATUS/*", "status": "ACTIVE"}]}

pulumi.runtime.set_mocks(Mocks(), project="project")
pulumi.runtime.set_all_config({"project:slackToken": "a token", "project:durstKey": "a key"})

@pulumi.runtime.test
def run(program):
    runpy.run_path(program)

for program in sys.argv[1:]:
    run(program)
    print("ran " + program)
`;

test.skipIf(noGo)(`the Go examples compile${skippedSuffix(noGo)}`, { timeout }, async () => {
  const project = join(folder, "go");
  await mkdir(project);
  await cp(join(generatorModule, "go.sum"), join(project, "go.sum"));
  for (const { name } of examples) {
    await mkdir(join(project, name), { recursive: true });
    await cp(programFileOf(name, "go"), join(project, name, "main.go"));
  }
  const env = { ...networkEnvironment(), GOFLAGS: "-mod=mod", GOTOOLCHAIN: "local", GOWORK: "off" };
  const go = (...args: string[]) => execa("go", args, { cwd: project, env });
  const { stdout } = await execa(
    "go",
    ["list", "-m", "-f", "{{.Version}}", "github.com/pulumi/pulumi/sdk/v3"],
    {
      cwd: generatorModule,
      env: { ...env, GOFLAGS: "-mod=readonly" },
    },
  );
  const name = "example.com/pulumi-rockit-durst/sdk/go";
  await writeFile(
    join(project, "go.mod"),
    `module examples\n\ngo 1.25\n\nrequire (\n\t${name} v0.0.0\n\tgithub.com/pulumi/pulumi/sdk/v3 ${stdout}\n)\n\nreplace ${name} => ${await generateSdkFor("go")}\n`,
  );
  await go("vet", "./...");
});

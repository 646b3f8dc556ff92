// The ESC environments. Pulumi's own evaluator checks their form, if Go is installed to build it, as in CI.
// This package's settings check that the evaluated values are enough to reach the vendors.
import { cpSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { execa } from "execa";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { z } from "zod";
import { SettingsError } from "../../provider/config/settings.ts";
import { durstSettings } from "../../provider/durst/settings.ts";
import { rockitSettings } from "../../provider/rockit/settings.ts";
import { whyNoGo } from "../../tools/engine/go-build.ts";
import { engineModule } from "../../tools/engine/pins.ts";
import { networkEnvironment } from "../../tools/hermetic.mjs";
import { filesOf, gitopsFolder, mergePatch, parseYaml, textOf } from "./files.ts";
import { isCredential, knownKeys, knownVariables } from "./known-settings.ts";

const project = "rockit-durst";
const folder = join("esc", "environments");
const names = filesOf(folder).map((file) => file.replace(/\.yaml$/, ""));
const sites = names.filter((name) => name !== "base");

const settingNameSchema = (set: ReadonlySet<string>, credential: boolean) =>
  z.string().refine((name) => set.has(name) && isCredential(name) === credential);

/** The used part of ESC's documented form. Credentials must be secrets in environment variables. */
const environmentSchema = z.strictObject({
  imports: z.array(z.enum(names.map((name) => `${project}/${name}`))).optional(),
  values: z.strictObject({
    pulumiConfig: z.record(
      settingNameSchema(knownKeys, false),
      z.union([z.string(), z.number(), z.boolean()]),
    ),
    environmentVariables: z
      .record(
        settingNameSchema(knownVariables, true),
        z.strictObject({ "fn::secret": z.literal("to be set") }),
      )
      .optional(),
  }),
});
type Environment = z.infer<typeof environmentSchema>;

const readEnvironment = (name: string) => parseYaml<Environment>(textOf(folder, `${name}.yaml`));

function openEnvironment(name: string): Environment["values"] {
  const { imports = [], values } = readEnvironment(name);
  const below = imports.map((one) => openEnvironment(one.slice(project.length + 1)));
  return [...below, values].reduce((merged, one) => mergePatch(merged, one) as Environment["values"]);
}

function settingsSourceOf({ pulumiConfig, environmentVariables = {} }: Environment["values"]) {
  const variables = Object.entries(environmentVariables).map(
    ([name, value]) => [name, value["fn::secret"]] as const,
  );
  return {
    config: (key: string) => (pulumiConfig[key] === undefined ? undefined : String(pulumiConfig[key])),
    environment: Object.fromEntries(variables),
  };
}

it.each(names)(
  "%s has the documented form and existing settings, and every credential is a secret",
  (name) => {
    expect(environmentSchema.safeParse(readEnvironment(name)).error?.issues ?? []).toEqual([]);
  },
);

it("a misspelt setting, a credential in the configuration and a plain-text password are refused", () => {
  const broken = [
    { values: { pulumiConfig: { "durst:endpiont": "https://x.example" } } },
    { values: { pulumiConfig: { "durst:password": "x" } } },
    { values: { environmentVariables: { DURST_PASSWORD: "x" } } },
    { values: { environmentVariable: {} } },
    { import: ["rockit-durst/base"] },
    { imports: ["rockit-durst/bsae"] },
  ];
  for (const change of broken)
    expect(environmentSchema.safeParse(mergePatch(readEnvironment("lienz"), change)).success).toBe(false);
});

describe.each(sites)("a stack that imports the environment of %s", (name) => {
  it("has all settings to reach both vendors", () => {
    const source = settingsSourceOf(openEnvironment(name));
    expect(rockitSettings(source).endpoint.href).toBe("https://backend.example.com/");
    expect(durstSettings(source).endpoint.href).toBe(`https://workflow.${name}.example/`);
    expect(durstSettings(source).caCertificate).toContain("BEGIN CERTIFICATE");
  });

  it("lacks the settings of ROCKIT without the import of base", () => {
    expect(() => rockitSettings(settingsSourceOf(readEnvironment(name).values))).toThrow(SettingsError);
  });
});

interface Evaluation {
  readonly diagnostics: readonly string[];
  readonly values: unknown;
}

async function evaluate(path: string): Promise<Record<string, Evaluation>> {
  const program = join(import.meta.dirname, "esc-evaluator", "main.go");
  // The flags that the engine is built with, so that Go reuses its compiled packages.
  const flags = ["-mod=readonly", "-trimpath", "-buildvcs=false", "-gcflags=all=-dwarf=false"];
  const { stdout, stderr, failed } = await execa("go", ["run", ...flags, program, path, project], {
    cwd: engineModule,
    env: { ...networkEnvironment(), GOTOOLCHAIN: "local", GOWORK: "off", GOFLAGS: "", CGO_ENABLED: "0" },
    reject: false,
  });
  if (failed) throw new Error(`Pulumi's evaluator could not be built or run here: ${stderr.slice(-300)}`);
  return JSON.parse(stdout);
}

const noGo = await whyNoGo();

if (noGo !== undefined && process.env["CI"]) {
  it("Go is installed in CI, to build Pulumi's own evaluator", () => expect(noGo).toBeUndefined());
}

describe.runIf(noGo === undefined)("Pulumi's own evaluator", () => {
  let evaluations: Record<string, Evaluation>;
  let brokenFolder: string;

  beforeAll(async () => {
    evaluations = await evaluate(join(gitopsFolder, folder));
    brokenFolder = mkdtempSync(join(tmpdir(), "rockit-durst-esc-"));
  });
  afterAll(() => rmSync(brokenFolder, { recursive: true, force: true }));

  it.each(names)("accepts %s and evaluates it to the same values as this test's merge", (name) => {
    const { pulumiConfig, environmentVariables } = openEnvironment(name);
    const maskedVariables = Object.keys(environmentVariables ?? {}).map((variable) => [variable, "[secret]"]);
    expect(evaluations[name]).toEqual({
      diagnostics: [],
      values: {
        pulumiConfig,
        ...(environmentVariables && { environmentVariables: Object.fromEntries(maskedVariables) }),
      },
    });
  });

  it("refuses an unknown function, a missing import, a dangling reference and a misspelt top-level key", async () => {
    cpSync(join(gitopsFolder, folder), brokenFolder, { recursive: true });
    const broken = {
      function: "values: { a: { fn::secrets: x } }",
      import: "imports: [rockit-durst/bsae]\nvalues: { a: 1 }",
      reference: `values: { a: "${"$"}{rockit.apiKey}" }`,
      key: "value: { a: 1 }",
    };
    for (const [name, text] of Object.entries(broken))
      writeFileSync(join(brokenFolder, `${name}.yaml`), text);
    const results = await evaluate(brokenFolder);
    expect(results["function"]?.diagnostics.join()).toContain("'fn::' is a reserved prefix");
    expect(results["import"]?.diagnostics.join()).toContain("bsae");
    expect(results["reference"]?.diagnostics.join()).toContain('unknown property "rockit"');
    expect(results["key"]?.diagnostics.join()).toContain("value");
  });
});

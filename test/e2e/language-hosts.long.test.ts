// The real engine runs programs in other languages. Tests of our packages in these languages depend on it.
import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { delimiter, join } from "node:path";
import { pathToFileURL } from "node:url";
import { execa } from "execa";
import { afterAll, beforeAll, expect, inject, test } from "vitest";
import { ensureLanguageHost, whyNoLanguageHost } from "../../tools/engine/language-hosts.ts";
import { skippedSuffix } from "../helpers/needed-programs.ts";
import { virtualEnvironment, whyNoPython } from "../helpers/python.ts";

/** Building a language host takes minutes on a busy machine. */
const timeout = 600_000;
const engine = inject("engine");
let folder: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "language-hosts-"));
  await mkdir(join(folder, "state"));
});

afterAll(() => rm(folder, { recursive: true, force: true }));

/** Runs `pulumi up` on a program that exports the output `greeting`. */
async function greetingOf(
  language: "yaml" | "python",
  files: Record<string, string>,
  path: string[] = [],
): Promise<string> {
  const host = await ensureLanguageHost(engine, language);
  const project = join(folder, language);
  await mkdir(project);
  for (const [name, text] of Object.entries(files)) await writeFile(join(project, name), text);
  const environment = { ...engine.projectEnvironment, ...host.environment };
  const pulumi = (...args: string[]) =>
    execa(engine.pulumi, [...args, "--non-interactive"], {
      cwd: project,
      env: {
        ...environment,
        PATH: [...path, environment["PATH"]].join(delimiter),
        PULUMI_HOME: join(folder, "home"),
        PULUMI_BACKEND_URL: pathToFileURL(join(folder, "state")).href,
        PULUMI_CONFIG_PASSPHRASE: "test",
      },
    });
  await pulumi("stack", "init", "test");
  const up = await pulumi("up", "--yes", "--skip-preview");
  expect(up.stdout).toContain("1 created");
  // The engine warns about a host that it finds on PATH.
  if (engine.origin !== "path" && host.origin !== "path") expect(up.stdout).not.toContain("warning");
  return (await pulumi("stack", "output", "greeting")).stdout;
}

const noYaml = await whyNoLanguageHost(engine, "yaml");
test.skipIf(noYaml)(`the engine runs a YAML program${skippedSuffix(noYaml)}`, { timeout }, async () => {
  const greeting = await greetingOf("yaml", {
    "Pulumi.yaml": "name: greeter\nruntime: yaml\noutputs:\n  greeting: Guten Tag\n",
  });
  expect(greeting).toBe("Guten Tag");
});

const noPython = (await whyNoPython()) ?? (await whyNoLanguageHost(engine, "python"));
test.skipIf(noPython)(
  `the engine runs a Python program in a virtual environment that is first on PATH${skippedSuffix(noPython)}`,
  { timeout },
  async () => {
    const bin = await virtualEnvironment(join(folder, "venv"), ["pulumi<4"]);
    const greeting = await greetingOf(
      "python",
      {
        "Pulumi.yaml": "name: greeter-python\nruntime: python\n",
        "__main__.py": `import pulumi\npulumi.export("greeting", "Guten Tag")\n`,
      },
      [bin],
    );
    expect(greeting).toBe("Guten Tag");
  },
);

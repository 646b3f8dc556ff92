// What the folders have in common: the same Pulumi commands, the version that the tests run, and no setting that nobody reads.
import { describe, expect, it } from "vitest";
import { policies } from "../../packages/policy/src/index.ts";
import { engineVersion } from "../../tools/engine/pins.ts";
import { filesOf, parseYaml, textOf } from "./files.ts";
import { stepsOf, workflow, workflows } from "./github.ts";
import { knownKeys, knownVariables, settingsNamedIn } from "./known-settings.ts";

const folders = ["github-actions", "gitlab-ci", "kubernetes-operator", "esc"];

/** Without the pipe into a file, whose name is the pipeline's own matter. */
const command = (line: string) => line.trim().replace(/ 2>&1 \| tee .*/, "");

const github = [...workflows.keys()].flatMap((file) => stepsOf(workflow(file)).map(({ run = "" }) => run));
const gitlab = Object.values(
  parseYaml<Record<string, { script?: string[] }>>(textOf("gitlab-ci", ".gitlab-ci.yml")),
).flatMap(({ script = [] }) => script);
const commandsIn = (scripts: readonly string[]) =>
  new Set(
    scripts
      .flatMap((script) => script.split("\n"))
      .filter((line) => /^ *pulumi (preview|up|refresh)/.test(line))
      .map(command),
  );

it("has the same commands at GitHub and at GitLab", () => {
  const commands = commandsIn(github);
  expect([...commands].map((one) => one.split(" ")[1]).sort()).toEqual([
    "preview",
    "refresh",
    "refresh",
    "up",
  ]);
  expect(commandsIn(gitlab)).toEqual(commands);
});

it.each([...commandsIn(github)])(
  "%s: names its stack, asks nobody, and prints nothing that may hold a secret",
  (line) => {
    expect(line).toContain('--stack "$STACK" ');
    expect(line).toContain("--non-interactive");
    expect(line).not.toMatch(/--json|--show-secrets|--verbose| -v|--logtostderr|--debug|--show-config/);
    if (/ (preview|up) /.test(line))
      expect(line).toContain("--policy-pack node_modules/pulumi-rockit-durst-policy ");
  },
);

it("pins Pulumi to the version that this package is tested with, everywhere", () => {
  const named = folders.flatMap((folder) =>
    filesOf(folder).flatMap((file) => textOf(folder, file).match(/\b3\.2\d\d\.\d+\b/g) ?? []),
  );
  expect(named.length).toBeGreaterThan(3);
  expect([...new Set(named)]).toEqual([engineVersion]);
});

it("has one configuration of the policies, with policies that exist", () => {
  const text = textOf("github-actions", "policy-config.json");
  expect(textOf("gitlab-ci", "policy-config.json")).toBe(text);
  const existing = policies.map(({ name }) => name);
  for (const name of Object.keys(JSON.parse(text))) expect(existing).toContain(name);
});

describe.each(folders)("%s", (folder) => {
  const texts = filesOf(folder).map((file) => [file, textOf(folder, file)] as const);

  it("has a page", () => {
    expect(texts.map(([file]) => file)).toContain("README.md");
  });

  it.each(texts)("%s names only settings that the package reads", (_, text) => {
    for (const name of settingsNamedIn(text))
      expect(new Set([...knownKeys, ...knownVariables])).toContain(name);
  });

  it.each(texts)("%s holds nothing that looks like a secret", (_, text) => {
    expect(text).not.toMatch(
      /PRIVATE KEY|\b(pul|ghp|gho|ghs|glpat|xoxb|hvs)[-_.][\w-]{8,}|\bAKIA[A-Z0-9]{16}\b|\beyJ[\w-]{10,}/,
    );
  });
});

it("knows a setting that nobody reads from one that is read", () => {
  const all = new Set([...knownKeys, ...knownVariables]);
  expect(
    settingsNamedIn("rockit:apiKey durst:pasword ROCKIT_API_KEY DURST_PASSWORT").filter(
      (name) => !all.has(name),
    ),
  ).toEqual(["durst:pasword", "DURST_PASSWORT"]);
});

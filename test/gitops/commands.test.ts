// All folders use the same Pulumi commands, the tested Pulumi version and only existing settings.
import { describe, expect, it } from "vitest";
import { policies } from "../../packages/policy/src/index.ts";
import { engineVersion } from "../../tools/engine/pins.ts";
import { filesOf, textOf } from "./files.ts";
import { workflowTexts } from "./github.ts";
import { knownKeys, knownVariables, settingNamesIn } from "./known-settings.ts";

const folders = ["ci", "github-actions", "gitlab-ci", "kubernetes-operator", "esc"];

/** The commands of ci/pulumi.mjs that a text runs. */
const commandsIn = (text: string) =>
  new Set([...text.matchAll(/node ci\/(?:pulumi|each)\.mjs ([\w-]+)/g)].map(([, command]) => command));

it("GitHub and GitLab run the same commands", () => {
  const github = commandsIn([...workflowTexts.values()].join("\n"));
  expect([...github].sort()).toEqual([
    "check",
    "plan",
    "preview",
    "remove",
    "remove-preview",
    "repair",
    "up",
  ]);
  const gitlab = filesOf("gitlab-ci").filter((file) => file.endsWith(".yml"));
  expect(commandsIn(gitlab.map((file) => textOf("gitlab-ci", file)).join("\n"))).toEqual(github);
});

it("no script passes Pulumi a flag that prints secrets", () => {
  const scripts = filesOf("ci").map((file) => textOf("ci", file));
  expect(scripts.join("\n")).not.toMatch(
    /--show-secrets|--verbose|"-v"|--logtostderr|--debug\b|--show-config/,
  );
});

it("every folder pins Pulumi to the version that this package is tested with", () => {
  const versions = folders.flatMap((folder) =>
    filesOf(folder).flatMap((file) => textOf(folder, file).match(/\b3\.2\d\d\.\d+\b/g) ?? []),
  );
  expect(versions.length).toBeGreaterThan(3);
  expect([...new Set(versions)]).toEqual([engineVersion]);
});

it("GitHub and GitLab share one policy configuration, which names existing policies", () => {
  const text = textOf("github-actions", "policy-config.json");
  expect(textOf("gitlab-ci", "policy-config.json")).toBe(text);
  const existing = policies.map(({ name }) => name);
  for (const name of Object.keys(JSON.parse(text))) expect(existing).toContain(name);
});

it.each(folders.slice(1))("%s has a README", (folder) => {
  expect(filesOf(folder)).toContain("README.md");
});

describe.each(folders)("%s", (folder) => {
  const texts = filesOf(folder).map((file) => [file, textOf(folder, file)] as const);

  it.each(texts)("%s names only settings that the package reads", (_, text) => {
    for (const name of settingNamesIn(text))
      expect(new Set([...knownKeys, ...knownVariables])).toContain(name);
  });

  it.each(texts)("%s contains no text that looks like a secret", (_, text) => {
    expect(text).not.toMatch(
      /PRIVATE KEY|\b(pul|ghp|gho|ghs|glpat|xoxb|hvs)[-_.][\w-]{8,}|\bAKIA[A-Z0-9]{16}\b|\beyJ[\w-]{10,}/,
    );
  });
});

it("the check of setting names finds misspelt names only", () => {
  const all = new Set([...knownKeys, ...knownVariables]);
  expect(
    settingNamesIn("rockit:apiKey durst:pasword ROCKIT_API_KEY DURST_PASSWORT").filter(
      (name) => !all.has(name),
    ),
  ).toEqual(["durst:pasword", "DURST_PASSWORT"]);
});

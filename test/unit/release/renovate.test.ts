// Every pinned version in the repository is found by one of Renovate's managers. An extraction by Renovate itself
// showed once what its built-in managers find (docs/decisions/2026-11-30-release.md). These tests run the
// expressions of renovate.json.
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { root } from "../../../tools/release/packages.ts";

interface CustomManager {
  readonly description: string;
  readonly managerFilePatterns: readonly string[];
  readonly matchStrings: readonly string[];
  readonly depNameTemplate?: string;
}

interface Configuration {
  readonly ignorePaths: readonly string[];
  readonly customManagers: readonly CustomManager[];
}

const textOf = (path: string) => readFileSync(join(root, path), "utf8");
const configuration = JSON.parse(textOf("renovate.json")) as Configuration;
const folders = [".github", "examples", "packages", "provider", "test", "tools"];
const files = folders
  .flatMap((folder) =>
    readdirSync(join(root, folder), { recursive: true, encoding: "utf8" }).map((path) => `${folder}/${path}`),
  )
  .map((path) => path.replaceAll("\\", "/"))
  .filter((path) => !/(^|\/)(node_modules|dist)\//.test(path) && /\.(ya?ml|md|txt|json|mod)$/.test(path));

interface Finding {
  readonly path: string;
  readonly name: string | undefined;
  readonly value: string | undefined;
  /** The start and the end in the text. */
  readonly range: readonly [number, number];
}

const expressionOf = (pattern: string) => new RegExp(pattern.replace(/^\/(.*)\/$/s, "$1"));

function findingsOf(manager: CustomManager): Finding[] {
  const patterns = manager.managerFilePatterns.map(expressionOf);
  const paths = files.filter((path) => patterns.some((pattern) => pattern.test(path)));
  return paths.flatMap((path) =>
    manager.matchStrings.flatMap((match) =>
      [...textOf(path).matchAll(new RegExp(match, "g"))].map(({ index, 0: whole, groups = {} }) => ({
        path,
        name: groups["depName"] ?? manager.depNameTemplate,
        value: groups["currentValue"],
        range: [index, index + whole.length] as const,
      })),
    ),
  );
}

/** Renovate's built-in managers that this repository needs: the files that each reads, and the lines that it matches. */
const builtInManagers = [
  {
    files: /(^|\/)\.github\/(workflows|actions)\/.+\.ya?ml$/,
    line: /^[ -]*uses: *(\.\/|[\w./-]+@[0-9a-f]{40} # v)|^ *(node|pulumi)-version: |^ *runs-on: /,
  },
  { files: /(^|\/)go\.mod$/, line: / v\d/ },
  { files: /(^|\/)package\.json$/, line: /^ +"[^"]+": "/ },
  { files: /(^|\/)[\w-]*requirements([-._]\w+)?\.txt$/, line: /^[\w-]+[=><]=/ },
];

/** Patterns of pinned versions: images, actions, Pulumi versions, requirements. */
const pinPattern =
  /\b(?:image|name): [\w./-]+:\d[\w.-]*|^FROM \S+:\S+|uses: [\w./-]+@\S+|pulumi-version: \S+|^\S+==\S+|version\s+\d+\.\d+\.\d+/gm;
/** Our own image, which a person builds from the plugin's archive. */
const ownImagePattern = /registry\.example\.com\/|resource rockit-durst/;
const filesWithPins = files.filter((path) =>
  /^(\.github|examples|tools|test\/gitops)\/.*\.(ya?ml|md|txt)$/.test(path),
);

const customFindings = configuration.customManagers.map((manager) => ({
  manager,
  found: findingsOf(manager),
}));

const isFound = (path: string, index: number, pin: string): boolean => {
  const text = textOf(path);
  const line = text.slice(text.lastIndexOf("\n", index) + 1).split("\n", 1)[0] ?? "";
  if (builtInManagers.some(({ files, line: known }) => files.test(path) && known.test(line))) return true;
  const isWithin = ({ path: other, range: [from, to] }: Finding) =>
    other === path && from < index + pin.length && index < to;
  return customFindings.some(({ found }) => found.some(isWithin));
};

describe("Renovate", () => {
  it("includes examples and tests, which its recommended settings ignore", () => {
    expect(configuration.ignorePaths).toEqual(["**/node_modules/**"]);
  });

  it.each(customFindings.map(({ manager, found }) => [manager.description, found] as const))(
    "finds by its expression: %s",
    (_, found) => {
      expect(found.length).toBeGreaterThan(0);
      for (const { name, value } of found) {
        expect(name).toMatch(/^[\w./-]+$/);
        expect(value).toMatch(/^v?\d+\.\d+\.\d+(-[a-z]+)?$/);
      }
    },
  );

  it("finds the operator's image, GitLab's, and that of a scheduled job", () => {
    const images = customFindings.flatMap(({ found }) => found).map(({ path, name }) => `${path} ${name}`);
    expect(images).toEqual(
      expect.arrayContaining([
        "examples/gitops/kubernetes-operator/every-stack.yaml pulumi/pulumi",
        "examples/gitops/kubernetes-operator/README.md pulumi/pulumi",
        "examples/gitops/kubernetes-operator/README.md pulumi/pulumi-kubernetes-operator",
        "examples/gitops/kubernetes-operator/retry-stalled.yaml node",
        "examples/gitops/gitlab-ci/.gitlab/jobs.yml pulumi/pulumi-nodejs-24",
      ]),
    );
  });

  it("finds every pin", () => {
    const all = filesWithPins.flatMap((path) =>
      [...textOf(path).matchAll(pinPattern)].map(({ index, 0: pin }) => ({ path, index, pin })),
    );
    const pinned = all.filter(({ pin }) => !ownImagePattern.test(pin) && !pin.startsWith("uses: ./"));
    expect(pinned.length).toBeGreaterThan(40);
    const missed = pinned.filter(({ path, index, pin }) => !isFound(path, index, pin));
    expect(missed.map(({ path, pin }) => `${path}: ${pin}`)).toEqual([]);
  });

  it("finds the engine and all language hosts, which Go marks as indirect", () => {
    const enabled = JSON.stringify(configuration);
    const modules = files.filter((path) => /^tools\/engine\/go-modules\/.*go\.mod$/.test(path));
    expect(modules.length).toBeGreaterThan(5);
    for (const module of modules)
      for (const [, name] of textOf(module).matchAll(/^tool (github\.com\/[\w-]+\/[\w-]+(?:\/\w+\/v\d)?)/gm))
        expect(enabled).toContain(`"${name}"`);
  });
});

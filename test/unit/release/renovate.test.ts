// renovate.json: that every pin of the repository is found by one of Renovate's managers. What its own managers find in which files was seen once
// in an extraction by Renovate itself (docs/decisions/2026-11-30-release.md); what our expressions find is seen here.
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

interface Found {
  readonly path: string;
  readonly name: string | undefined;
  readonly value: string | undefined;
  /** Its start and end in the text. */
  readonly range: readonly [number, number];
}

const expressionOf = (pattern: string) => new RegExp(pattern.replace(/^\/(.*)\/$/s, "$1"));

function foundBy(manager: CustomManager): Found[] {
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

/** Renovate's own managers, as far as they are needed here: the files that they read, and what they find in a line. */
const native = [
  {
    files: /(^|\/)\.github\/(workflows|actions)\/.+\.ya?ml$/,
    line: /^[ -]*uses: *(\.\/|[\w./-]+@[0-9a-f]{40} # v)|^ *(node|pulumi)-version: |^ *runs-on: /,
  },
  { files: /(^|\/)go\.mod$/, line: / v\d/ },
  { files: /(^|\/)package\.json$/, line: /^ +"[^"]+": "/ },
  { files: /(^|\/)[\w-]*requirements([-._]\w+)?\.txt$/, line: /^[\w-]+[=><]=/ },
];

/** Patterns of pinned versions: images, actions, Pulumi versions, requirements. */
const pins =
  /\b(?:image|name): [\w./-]+:\d[\w.-]*|^FROM \S+:\S+|uses: [\w./-]+@\S+|pulumi-version: \S+|^\S+==\S+|version\s+\d+\.\d+\.\d+/gm;
/** Our own image, which a person builds of the plugin's archive. */
const ours = /registry\.example\.com\/|resource rockit-durst/;
const withPins = files.filter((path) =>
  /^(\.github|examples|tools|test\/gitops)\/.*\.(ya?ml|md|txt)$/.test(path),
);

const custom = configuration.customManagers.map((manager) => ({ manager, found: foundBy(manager) }));

const isFound = (path: string, index: number, pin: string): boolean => {
  const text = textOf(path);
  const line = text.slice(text.lastIndexOf("\n", index) + 1).split("\n", 1)[0] ?? "";
  if (native.some(({ files, line: known }) => files.test(path) && known.test(line))) return true;
  const isWithin = ({ path: other, range: [from, to] }: Found) =>
    other === path && from < index + pin.length && index < to;
  return custom.some(({ found }) => found.some(isWithin));
};

describe("Renovate", () => {
  it("includes examples and tests, which its recommended settings ignore", () => {
    expect(configuration.ignorePaths).toEqual(["**/node_modules/**"]);
  });

  it.each(custom.map(({ manager, found }) => [manager.description, found] as const))(
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
    const images = custom.flatMap(({ found }) => found).map(({ path, name }) => `${path} ${name}`);
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
    const all = withPins.flatMap((path) =>
      [...textOf(path).matchAll(pins)].map(({ index, 0: pin }) => ({ path, index, pin })),
    );
    const pinned = all.filter(({ pin }) => !ours.test(pin) && !pin.startsWith("uses: ./"));
    expect(pinned.length).toBeGreaterThan(40);
    const lost = pinned.filter(({ path, index, pin }) => !isFound(path, index, pin));
    expect(lost.map(({ path, pin }) => `${path}: ${pin}`)).toEqual([]);
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

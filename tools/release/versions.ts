// Checks that all versions in the repository agree.
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { satisfies } from "semver";
import { sectionOf } from "./changelog.ts";
import { type Manifest, root } from "./packages.ts";

/** Everything that contains the version or depends on it. */
export interface Mentions {
  readonly manifests: readonly Manifest[];
  readonly changelog: string;
  /** Manifests of projects that depend on the packages, by path. */
  readonly dependents: Readonly<Record<string, Manifest>>;
  /** Pages with commands and file names that contain the version, by path. */
  readonly pages: Readonly<Record<string, string>>;
}

/** The version in pages: in the archive's name, Pulumi's command or the operator's image. */
const inPages =
  /(?:pulumi-resource-rockit-durst-v|resource rockit-durst |\/pulumi-rockit-durst:)(\d+\.\d+\.\d+)/g;

export const pagesWithVersion = [
  "docs/installation-configuration.md",
  "docs/native.md",
  "examples/gitops/kubernetes-operator/README.md",
  "examples/gitops/kubernetes-operator/program.yaml",
] as const;

/**
 * Disagreements, one sentence each; with a tag also what a release needs. `runsIn` is the repository,
 * `owner/name`.
 */
export function disagreements(
  { manifests, changelog, dependents, pages }: Mentions,
  tag?: string,
  runsIn = "",
): string[] {
  const version = manifests[0]?.version ?? "";
  const found: string[] = [];
  for (const manifest of manifests)
    if (manifest.version !== version)
      found.push(`${manifest.name} is ${manifest.version}, but ${manifests[0]?.name} is ${version}`);
  const names = new Set(manifests.map(({ name }) => name));
  const own = Object.fromEntries(manifests.map((manifest) => [manifest.name, manifest]));
  for (const [where, { dependencies = {} }] of Object.entries({ ...own, ...dependents }))
    for (const [name, range] of Object.entries(dependencies))
      if (names.has(name) && !satisfies(version, range))
        found.push(`${where} depends on ${name} ${range}, which excludes ${version}`);
  for (const [path, text] of Object.entries(pages)) {
    const said = [...text.matchAll(inPages)].map(([, one]) => one);
    if (said.length === 0) found.push(`${path} no longer names the version`);
    for (const one of said)
      if (one !== version) found.push(`${path} names ${one}, but the packages are ${version}`);
  }
  if (!sectionOf(changelog, version)?.text) found.push(`CHANGELOG.md has no section for ${version}`);
  if (tag === undefined) return found;
  return [
    ...found,
    ...lacksForTag(manifests, changelog, version, tag),
    ...wrongRepositories(manifests, runsIn),
  ];
}

function lacksForTag(
  manifests: readonly Manifest[],
  changelog: string,
  version: string,
  tag: string,
): string[] {
  const found: string[] = [];
  if (tag !== `v${version}`) found.push(`the tag is ${tag}, but the packages are ${version}`);
  const date = sectionOf(changelog, version)?.note;
  if (!/^\d{4}-\d{2}-\d{2}$/.test(date ?? ""))
    found.push(`the heading of ${version} in CHANGELOG.md has no date: write "## ${version} (YYYY-MM-DD)"`);
  // npm accepts provenance only for the repository in package.json.
  const unnamed = manifests.filter(({ repository }) => repository === undefined).map(({ name }) => name);
  if (unnamed.length > 0)
    found.push(`package.json of ${unnamed.join(", ")} has no repository, which npm needs for provenance`);
  return found;
}

/** What npm would reject only after the first package is published. */
function wrongRepositories(manifests: readonly Manifest[], runsIn: string): string[] {
  const named = [...new Set(manifests.map(repositoryOf).filter((one) => one !== undefined))];
  if (named.length > 1) return [`the packages name different repositories: ${named.join(", ")}`];
  return named
    .filter((one) => !one.toLowerCase().includes(runsIn.toLowerCase()))
    .map((one) => `the packages name the repository ${one}, but the release runs in ${runsIn}`);
}

const repositoryOf = ({ repository }: Manifest): string | undefined =>
  typeof repository === "string" ? repository : repository?.url;

export async function readMentions(
  manifests: readonly Manifest[],
  dependents: readonly string[],
): Promise<Mentions> {
  const text = (path: string) => readFile(join(root, path), "utf8");
  const all = async <T>(paths: readonly string[], read: (path: string) => Promise<T>) =>
    Object.fromEntries(await Promise.all(paths.map(async (path) => [path, await read(path)] as const)));
  return {
    manifests,
    changelog: await text("CHANGELOG.md"),
    dependents: await all(dependents, async (path) => JSON.parse(await text(path)) as Manifest),
    pages: await all(pagesWithVersion, text),
  };
}

import { describe, expect, it } from "vitest";
import { sectionOf } from "../../../tools/release/changelog.ts";
import { packageFolders, readManifests } from "../../../tools/release/packages.ts";
import {
  disagreements,
  type Mentions,
  pagesWithVersion,
  readMentions,
} from "../../../tools/release/versions.ts";

const repository = "github:example/webhooks";
const manifest = (name: string, dependencies = {}, version = "1.2.3") => ({
  name,
  version,
  repository,
  dependencies,
});
const webhooks = manifest("rockit-durst-webhooks");
const provider = manifest("pulumi-rockit-durst", { "rockit-durst-webhooks": "^1.2.0", zod: "^4.0.0" });
const changelog =
  "# Changelog\n\n## 1.2.3 (2026-11-30)\n\n- It works.\n\n## 1.2.2 (2026-11-01)\n\n- It was made.\n";
const mentions: Mentions = {
  manifests: [webhooks, provider],
  changelog,
  dependents: { "examples/a/package.json": manifest("a", { "pulumi-rockit-durst": "^1.0.0" }, "0.0.0") },
  pages: { "docs/a.md": "pulumi plugin install resource rockit-durst 1.2.3 --server URL" },
};
const tag = "v1.2.3";

describe("versions", () => {
  it("agree", () => {
    expect(disagreements(mentions, tag)).toEqual([]);
  });

  it.each<[what: string, change: Partial<Mentions>, finding: string]>([
    [
      "a package of another version",
      { manifests: [webhooks, { ...provider, version: "1.2.4" }] },
      "pulumi-rockit-durst is 1.2.4, but rockit-durst-webhooks is 1.2.3",
    ],
    [
      "a range between packages that leaves the version out",
      { manifests: [webhooks, manifest("pulumi-rockit-durst", { "rockit-durst-webhooks": "^1.1.0 <1.2" })] },
      "pulumi-rockit-durst depends on rockit-durst-webhooks ^1.1.0 <1.2, which excludes 1.2.3",
    ],
    [
      "an example's range",
      { dependents: { "examples/a/package.json": manifest("a", { "pulumi-rockit-durst": "^0.1.0" }) } },
      "examples/a/package.json depends on pulumi-rockit-durst ^0.1.0, which excludes 1.2.3",
    ],
    [
      "a page with another version",
      { pages: { "docs/a.md": "pulumi-resource-rockit-durst-v1.2.2-linux-amd64.tar.gz" } },
      "docs/a.md names 1.2.2, but the packages are 1.2.3",
    ],
    [
      "a page without the version",
      { pages: { "docs/a.md": "nothing" } },
      "docs/a.md no longer names the version",
    ],
    [
      "no section",
      { changelog: "# Changelog\n\n## 1.2.2\n\n- Old.\n" },
      "CHANGELOG.md has no section for 1.2.3",
    ],
    [
      "an empty section",
      { changelog: "## 1.2.3\n\n## 1.2.2\n\n- Old.\n" },
      "CHANGELOG.md has no section for 1.2.3",
    ],
  ])("disagree: %s", (_, change, finding) => {
    expect(disagreements({ ...mentions, ...change })).toEqual([finding]);
  });

  it.each<[what: string, change: Partial<Mentions>, pushedTag: string, finding: RegExp]>([
    ["another version", {}, "v1.2.4", /the tag is v1\.2\.4, but the packages are 1\.2\.3/],
    ["no date", { changelog: changelog.replace("2026-11-30", "unreleased") }, tag, /has no date/],
    [
      "no repository",
      { manifests: [{ name: "a", version: "1.2.3" }] },
      tag,
      /package\.json of a has no repository,/,
    ],
  ])("disagree with a tag: %s", (_, change, pushedTag, finding) => {
    const found = disagreements({ ...mentions, ...change }, pushedTag);
    expect(found).toEqual([expect.stringMatching(finding)]);
    expect(disagreements({ ...mentions, ...change })).toEqual([]);
  });

  it("agree on the repository, which is the one that the release runs in", () => {
    expect(disagreements(mentions, tag, "Example/webhooks")).toEqual([]);
    expect(disagreements(mentions, tag, "example/fork")).toEqual([
      "the packages name the repository github:example/webhooks, but the release runs in example/fork",
    ]);
    const other = { ...provider, repository: { url: "git+https://github.com/example/other.git" } };
    expect(disagreements({ ...mentions, manifests: [webhooks, other] }, tag)).toEqual([
      "the packages name different repositories: github:example/webhooks, git+https://github.com/example/other.git",
    ]);
  });

  it("agree in this repository", async () => {
    const manifests = await readManifests();
    expect(manifests).toHaveLength(packageFolders.length);
    const read = await readMentions(manifests, ["examples/quickstart/package.json"]);
    expect(Object.keys(read.pages)).toEqual([...pagesWithVersion]);
    expect(disagreements(read)).toEqual([]);
  });
});

describe("the section of a version", () => {
  it.each([
    ["with a date", changelog, "1.2.3", { note: "2026-11-30", text: "- It works." }],
    ["the last one", changelog, "1.2.2", { note: "2026-11-01", text: "- It was made." }],
    ["without a date", "## 1.0.0\n\n- a\n- b\n", "1.0.0", { note: undefined, text: "- a\n- b" }],
    ["with line ends of Windows", "## 1.0.0 (x)\r\n\r\n- a\r\n", "1.0.0", { note: "x", text: "- a" }],
    ["that the changelog does not have", changelog, "1.2", undefined],
  ])("%s", (_, text, version, section) => {
    expect(sectionOf(text, version)).toEqual(section);
  });
});

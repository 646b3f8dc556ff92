import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { projectOf } from "../../../provider/cli/state/project.ts";
import { temporaryFolder } from "../../helpers/temporary-folder.ts";
import { rockitDurst } from "./command.ts";

/** A folder inside a project with this Pulumi.yaml. */
async function folderInProject(text: string, name = "Pulumi.yaml"): Promise<string> {
  const folder = await temporaryFolder("project");
  await writeFile(join(folder, name), text);
  await mkdir(join(folder, "program"));
  return join(folder, "program");
}

describe("Pulumi.yaml", () => {
  test.each([
    ["runtime: yaml", "yaml"],
    ["runtime:\n  options:\n    virtualenv: venv\n  name: python\n", "python"],
    ["runtime: { name: yaml }", "yaml"],
    ["# runtime: go\nruntime: # which\n  # the language\n  name: 'yaml' # here\n", "yaml"],
    ['"runtime": go', "go"],
    ["description: |\n  x\n\n  runtime: go\nruntime: nodejs", "nodejs"],
    ["name: shop", "nodejs"],
    ["runtime: [", "nodejs"],
    ["runtime: 5\nplugins: none", "nodejs"],
    ["", "nodejs"],
  ])("%j names the language", async (text, runtime) => {
    expect(projectOf(await folderInProject(text))).toMatchObject({
      isProject: true,
      runtime,
      plugin: undefined,
    });
  });

  test.each([
    ["- name: rockit-durst\n      path: 'my plugins/bin'", { path: "my plugins/bin" }],
    ["- path: bin # here\n      name: rockit-durst", { path: "bin" }],
    ["- { name: rockit-durst, version: 0.1.0 }", { version: "0.1.0" }],
    ["- # ours\n      name: rockit-durst # here\n      # found\n      path: bin", { path: "bin" }],
    ["- name: rockit-durst-policy\n      path: bin", undefined],
    ["# - name: rockit-durst\n    - name: random", undefined],
    ["-", undefined],
  ])("gives the plugin's path or version, if any: %j", async (entry, found) => {
    const folder = await folderInProject(`runtime: yaml\nplugins:\n  providers:\n    ${entry}\n`);
    const { plugin } = projectOf(folder);
    expect(plugin).toEqual(found && { name: "rockit-durst", ...found });
  });

  test("may be JSON", async () => {
    expect(projectOf(await folderInProject('{ "runtime": { "name": "go" } }', "Pulumi.json")).runtime).toBe(
      "go",
    );
  });
});

describe("the language of a project", () => {
  test.each([
    ["import", "rockit"],
    ["migrate", "terraform", "--state", "none.json"],
  ])("makes %s refuse to write TypeScript in a YAML project", async (...args) => {
    const folder = await folderInProject("name: shop\nruntime: yaml\n");
    const refused =
      /^rockit-durst: \S+ is a project in yaml: import each object with `pulumi import TYPE NAME ID` \(docs\/native\.md\)$/;
    for (const result of [
      await rockitDurst(args, { PATH: "/nowhere" }, folder),
      await rockitDurst([...args, "--cwd", folder], { PATH: "/nowhere" }),
    ]) {
      expect(result).toMatchObject({ exitCode: 1, stdout: "" });
      expect(result.stderr).toMatch(refused);
    }
  });

  test.each(["nodejs", "bun"])("lets import write TypeScript for %s", async (runtime) => {
    const folder = await folderInProject(`runtime: ${runtime}\n`);
    const { stderr } = await rockitDurst(["import", "rockit"], { PATH: "/nowhere" }, folder);
    expect(stderr).toContain("the setting rockit:endpoint is missing");
  });
});

import { existsSync, readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join, resolve } from "node:path";
import { fail, type Line, ok, warn } from "../print/lines";
import { plain } from "../print/terminal";
import { isAtLeast, oldest, versionIn, written } from "./versions";

const packageName = "pulumi-rockit-durst";

/** Whether this package and the SDK are found from the project's folder, from where refresh and destroy load them. */
export function projectLines(cwd: string, own: string): Line[] {
  const project = folderOfProject(resolve(cwd));
  const folder = project ?? resolve(cwd);
  const where =
    project === undefined
      ? warn(
          "project.folder",
          `there is no Pulumi.yaml in ${plain(folder, 200)} or above`,
          "name the project's folder with --cwd; only inline programs have none",
        )
      : ok("project.folder", plain(project, 200));
  return [where, packageLine(folder, own), sdkLine(folder)];
}

function packageLine(folder: string, own: string): Line {
  const id = "project.package";
  const version = versionFrom(folder, packageName);
  const remedy = `\`npm install ${packageName}\` in the project's folder: the state only refers to the package's code`;
  if (version === undefined)
    return fail(id, `${packageName} can't be loaded from the project's folder`, remedy);
  if (version === own) return ok(id, `${packageName} ${version}`);
  return warn(
    id,
    `${packageName} ${version}, and this command is ${own}`,
    `run it with \`npx rockit-durst\` in the project's folder`,
  );
}

function sdkLine(folder: string): Line {
  const id = "project.sdk";
  const remedy = `\`npm install @pulumi/pulumi@latest\` in the project's folder`;
  const text = versionFrom(folder, "@pulumi/pulumi");
  const version = versionIn(text ?? "");
  if (version === undefined)
    return fail(id, "@pulumi/pulumi can't be loaded from the project's folder", remedy);
  const what = `@pulumi/pulumi ${written(version)}`;
  return isAtLeast(version, oldest.pulumi) ? ok(id, what) : fail(id, `${what} is too old`, remedy);
}

function versionFrom(folder: string, name: string): string | undefined {
  try {
    const require = createRequire(join(folder, "Pulumi.yaml"));
    // What the state refers to, and not only the package's folder.
    if (name === packageName) require.resolve(`${name}/lifecycle`);
    const { version } = JSON.parse(readFileSync(require.resolve(`${name}/package.json`), "utf8"));
    return plain(String(version), 50);
  } catch {
    return undefined;
  }
}

function folderOfProject(folder: string): string | undefined {
  if (["Pulumi.yaml", "Pulumi.yml"].some((file) => existsSync(join(folder, file)))) return folder;
  const above = dirname(folder);
  return above === folder ? undefined : folderOfProject(above);
}

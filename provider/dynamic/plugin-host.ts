import { existsSync } from "node:fs";
import { createRequire } from "node:module";
import { delimiter, join } from "node:path";
import * as pulumi from "@pulumi/pulumi";
import { minimumVersions, nodeTooOld, tooOld } from "../host/versions";
import { isRunByEngine } from "../program/run-by-engine";
import { packageName } from "../resource/reference";

/**
 * The project's folder, where the engine also starts the plugin. Read early, because a program may change its
 * folder.
 */
const projectFolder = process.cwd();

let isChecked = false;

/**
 * Checks once that the plugin can load this package: the engine starts Node.js in the project's folder and
 * resolves the reference in the state from there.
 * @throws RunError with the remedy
 */
export function checkPluginHost(): void {
  if (isChecked || !isRunByEngine()) return;
  const lack =
    nodeLack(process.versions, process.env) ??
    nodeTooOld() ??
    packageLack(projectFolder) ??
    sdkLack(projectFolder);
  if (lack !== undefined) throw new pulumi.RunError(lack);
  isChecked = true;
}

/** An error message if Pulumi can't start the plugin under Bun. */
export function nodeLack(
  versions: Readonly<Record<string, string | undefined>>,
  environment: Readonly<Record<string, string | undefined>>,
): string | undefined {
  if (versions["bun"] === undefined) return undefined;
  const folders = (environment["PATH"] ?? environment["Path"] ?? "").split(delimiter);
  const hasNode = folders.some((folder) =>
    ["node", "node.exe"].some((file) => existsSync(join(folder, file))),
  );
  return hasNode
    ? undefined
    : `${packageName} needs Node.js in addition to Bun, because Pulumi runs its resources with \`node\`: install Node.js, so that \`node\` is on PATH`;
}

function packageLack(folder: string): string | undefined {
  try {
    createRequire(join(folder, "Pulumi.yaml")).resolve(`${packageName}/lifecycle`);
    return undefined;
  } catch {
    return `${packageName} can't be loaded from ${folder}, where Pulumi runs its resources: run \`npm install ${packageName}\` there (\`pnpm add\` or \`yarn add\`), also if another package depends on it`;
  }
}

/**
 * With an older SDK a refresh would detect no drift. Some package managers install it with only a warning.
 */
function sdkLack(folder: string): string | undefined {
  const name = "@pulumi/pulumi";
  try {
    const { version } = createRequire(join(folder, "Pulumi.yaml"))(`${name}/package.json`) as {
      version: string;
    };
    return tooOld(name, version, minimumVersions.pulumi, `install ${name}@latest in ${folder}`);
  } catch {
    // The engine reports a missing SDK itself.
    return undefined;
  }
}

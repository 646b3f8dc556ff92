import { resolve } from "node:path";
import { nativeProvider } from "../../resource/kind";
import type { StackState } from "../state/export";
import { canRunClasses, type Project, projectOf } from "../state/project";
import { lifecycleOfType, type VendorCommands } from "../vendor/vendor";

/** What a project needs on this machine. */
export interface Requirements extends Omit<Project, "plugin"> {
  /** Whether the project has, or may have, resources of the dynamic classes. */
  readonly dynamic: boolean;
  /** Whether the project has native resources, names the native plugin, or can't use the dynamic classes. */
  readonly native: boolean;
  /** The plugin's folder according to Pulumi.yaml. */
  readonly plugin: string | undefined;
}

export function requirementsOf(
  vendors: readonly VendorCommands[],
  cwd: string,
  state?: StackState,
): Requirements {
  const project = projectOf(cwd);
  const { folder, plugin } = project;
  const types = (state?.resources ?? [])
    .map(({ type }) => type)
    .filter((type) => lifecycleOfType(vendors, type) !== undefined);
  const native = plugin !== undefined || !canRunClasses(project) || types.some(isNative);
  return {
    ...project,
    native,
    dynamic: types.length === 0 ? !native : !types.every(isNative),
    plugin: typeof plugin?.path === "string" ? resolve(folder, plugin.path) : undefined,
  };
}

const isNative = (type: string) => type.startsWith(`${nativeProvider}:`);

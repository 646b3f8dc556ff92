import { resolve } from "node:path";
import { nativeProvider } from "../../resource/kind";
import type { StackState } from "../state/export";
import { type Project, projectOf, canRunClasses } from "../state/project";
import { lifecycleOfType, type VendorCommands } from "../vendor/vendor";

/** What a project needs on this machine. */
export interface Requirements extends Omit<Project, "plugin"> {
  /** Whether it has, or may have, resources of the dynamic classes. */
  readonly dynamic: boolean;
  /** Whether it has resources of the native plugin, or can have no others, or names that plugin. */
  readonly native: boolean;
  /** The folder in which Pulumi.yaml says that the plugin is. */
  readonly plugin: string | undefined;
}

export function requirementsOf(vendors: readonly VendorCommands[], cwd: string, state?: StackState): Requirements {
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

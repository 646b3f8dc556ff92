import { resolve } from "node:path";
import { nativeProvider } from "../../resource/kind";
import type { StackState } from "../state/export";
import { type Project, projectOf, runsClasses } from "../state/project";
import { servedBy, type VendorCommands } from "../vendor/vendor";

/** What a project needs on this machine. */
export interface Needs extends Omit<Project, "plugin"> {
  /** Whether it has, or may have, resources of the dynamic classes. */
  readonly dynamic: boolean;
  /** Whether it has resources of the native plugin, or can have no others, or names that plugin. */
  readonly native: boolean;
  /** The folder in which Pulumi.yaml says that the plugin is. */
  readonly plugin: string | undefined;
}

export function needsOf(vendors: readonly VendorCommands[], cwd: string, state?: StackState): Needs {
  const project = projectOf(cwd);
  const { folder, plugin } = project;
  const types = (state?.resources ?? [])
    .map(({ type }) => type)
    .filter((type) => servedBy(vendors, type) !== undefined);
  const native = plugin !== undefined || !runsClasses(project) || types.some(isNative);
  return {
    ...project,
    native,
    dynamic: types.length === 0 ? !native : !types.every(isNative),
    plugin: typeof plugin?.path === "string" ? resolve(folder, plugin.path) : undefined,
  };
}

const isNative = (type: string) => type.startsWith(`${nativeProvider}:`);

import { existsSync, readFileSync } from "node:fs";
import { dirname, join, resolve } from "node:path";
import type { StackState } from "../state/export";
import { servedBy, type VendorCommands } from "../vendor/vendor";

/** What a project needs on this machine. */
export interface Needs {
  /** Where Pulumi.yaml is; the given folder if there is none. */
  readonly folder: string;
  readonly isProject: boolean;
  /** `nodejs`, `yaml`. */
  readonly runtime: string;
  /** Whether it has, or may have, resources of the dynamic classes. */
  readonly dynamic: boolean;
  /** Whether it has resources of the native plugin, or names that plugin. */
  readonly native: boolean;
  /** The folder in which Pulumi.yaml says that the plugin is. */
  readonly plugin: string | undefined;
}

/** `- name: rockit-durst` and `path: …` under `plugins` in Pulumi.yaml, in either order. */
const pluginEntry =
  /-\s+(?:path:\s*["']?([^\s"']+)["']?\s+)?name:\s*["']?rockit-durst\b["']?(?:\s+version:\s*\S+)?(?:\s+path:\s*["']?([^\s"']+))?/;

export function needsOf(vendors: readonly VendorCommands[], cwd: string, state?: StackState): Needs {
  const file = projectFile(resolve(cwd));
  const text = file === undefined ? "" : readFileSync(file, "utf8");
  const folder = file === undefined ? resolve(cwd) : dirname(file);
  const [, runtime = "nodejs"] = /^runtime:\s*(?:name:\s*)?["']?([\w-]+)/m.exec(text) ?? [];
  const entry = pluginEntry.exec(text);
  const room = entry?.[1] ?? entry?.[2];
  const types = (state?.resources ?? [])
    .map(({ type }) => type)
    .filter((type) => servedBy(vendors, type) !== undefined);
  const native = entry !== null || types.some(isNative);
  return {
    folder,
    isProject: file !== undefined,
    runtime,
    native,
    dynamic: types.length === 0 ? !native : !types.every(isNative),
    plugin: room && resolve(folder, room),
  };
}

const isNative = (type: string) => type.startsWith("rockit-durst:");

function projectFile(folder: string): string | undefined {
  const found = ["Pulumi.yaml", "Pulumi.yml"].map((name) => join(folder, name)).find(existsSync);
  const above = dirname(folder);
  return found ?? (above === folder ? undefined : projectFile(above));
}

// The packages of a release. All have the same version, and one tag publishes them all.
import { readFile } from "node:fs/promises";
import { join } from "node:path";

export const root = join(import.meta.dirname, "..", "..");

/** Folders of the npm packages, each after its dependencies. */
export const packageFolders = ["packages/webhooks", "provider", "packages/policy"] as const;

export interface Manifest {
  readonly name: string;
  readonly version: string;
  readonly repository?: string | { readonly url?: string };
  readonly bin?: Readonly<Record<string, string>>;
  readonly exports?: Readonly<Record<string, unknown>>;
  readonly dependencies?: Readonly<Record<string, string>>;
  readonly peerDependencies?: Readonly<Record<string, string>>;
}

export const readManifest = async (folder: string): Promise<Manifest> =>
  JSON.parse(await readFile(join(root, folder, "package.json"), "utf8"));

export const readManifests = (): Promise<Manifest[]> => Promise.all(packageFolders.map(readManifest));

// Packs packages as npm publishes them, without npm's own build: it would delete files that other tests use meanwhile.
import { join } from "node:path";
import { execa } from "execa";
import { networkEnvironment } from "../../tools/hermetic.mjs";

const root = join(import.meta.dirname, "..", "..");

interface PackResult {
  readonly filename: string;
  readonly files: readonly { readonly path: string }[];
}

async function pack(workspace: string, ...args: string[]): Promise<PackResult> {
  const { stdout } = await execa("npm", ["pack", "--json", "--ignore-scripts", "--dry-run=false", ...args], {
    cwd: join(root, workspace),
    env: networkEnvironment(),
  });
  const [packed] = JSON.parse(stdout) as [PackResult];
  return packed;
}

/** Packs a workspace into a folder. Returns the package's path for `npm install` in that folder. */
export const packInto = async (folder: string, workspace: string): Promise<string> =>
  `./${(await pack(workspace, "--pack-destination", folder)).filename}`;

/** The paths of the files in a workspace's package. */
export const packedFiles = async (workspace: string): Promise<string[]> =>
  (await pack(workspace, "--dry-run")).files.map(({ path }) => path);

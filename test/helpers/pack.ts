// Packages as npm would publish them. All were built before the tests and are used by others meanwhile: to build them here, as npm's own scripts
// do, would take their files away.
import { join } from "node:path";
import { execa } from "execa";
import { networkEnvironment } from "../../tools/hermetic.mjs";

const root = join(import.meta.dirname, "..", "..");

interface Packed {
  readonly filename: string;
  readonly files: readonly { readonly path: string }[];
}

async function pack(workspace: string, ...args: string[]): Promise<Packed> {
  const { stdout } = await execa("npm", ["pack", "--json", "--ignore-scripts", "--dry-run=false", ...args], {
    cwd: join(root, workspace),
    env: networkEnvironment(),
  });
  const [packed] = JSON.parse(stdout) as [Packed];
  return packed;
}

/** Packs a workspace into a folder; the path of the package there, as `npm install` takes it. */
export const packInto = async (folder: string, workspace: string): Promise<string> =>
  `./${(await pack(workspace, "--pack-destination", folder)).filename}`;

/** Paths of the files that a workspace's package has. */
export const packedFiles = async (workspace: string): Promise<string[]> =>
  (await pack(workspace, "--dry-run")).files.map(({ path }) => path);

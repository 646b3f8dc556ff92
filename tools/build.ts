// `npm run build`: builds the packages that are published. The one for receivers comes first: the provider's command is compiled against it.
import { join } from "node:path";
import { execa } from "execa";

const root = join(import.meta.dirname, "..");

/** Whether all packages were built; what is wrong is printed. */
export async function buildPackages(): Promise<boolean> {
  const run = execa({ cwd: root, preferLocal: true, stdio: "inherit", reject: false });
  const webhooks = await run`node packages/webhooks/build.mjs`;
  if (webhooks.exitCode !== 0) return false;
  const provider = await run`tsc -p provider`;
  if (provider.exitCode !== 0) return false;
  const policy = await run`node packages/policy/build.mjs`;
  return policy.exitCode === 0;
}

if (import.meta.main) process.exitCode = (await buildPackages()) ? 0 : 1;

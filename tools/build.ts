// `npm run build`: builds the published packages whose sources changed.
import { existsSync, globSync, mkdirSync, rmSync } from "node:fs";
import { join } from "node:path";
import { execa } from "execa";
import { withFileLock } from "./file-lock.mjs";
import { Freshness } from "./freshness.ts";

const root = join(import.meta.dirname, "..");
const cache = join(root, "node_modules", ".cache", "rockit-durst");
const compilerState = join(cache, "provider.tsbuildinfo");

interface Build {
  readonly made: string;
  readonly sources: readonly string[];
  readonly command: readonly [string, ...string[]];
}

const everywhere = ["tsconfig.json", "package-lock.json", "tools/build.ts"];
const ownSources = (folder: string) => `${folder}/{src/**,build.mjs,package.json,tsconfig*.json}`;
/** All sources of the provider, without generated folders and without those in `but`. */
const providerSources = (...but: string[]) => [
  "provider/{*.ts,*.json}",
  `provider/!(${["dist", "node_modules", "bin", "LICENSE", "*.*", ...but].join("|")})/**`,
];

const builds = {
  webhooks: {
    made: "packages/webhooks/dist/cjs/package.json",
    sources: [ownSources("packages/webhooks"), ...everywhere],
    command: ["node", "packages/webhooks/build.mjs"],
  },
  provider: {
    made: "provider/dist/index.js",
    // The command line is compiled against the webhooks package.
    sources: [...providerSources(), ownSources("packages/webhooks"), ...everywhere],
    command: ["tsc", "-p", "provider", "--incremental", "--tsBuildInfoFile", compilerState],
  },
  policy: {
    made: "packages/policy/dist/index.d.ts",
    sources: [ownSources("packages/policy"), ...providerSources("cli", "native"), ...everywhere],
    command: ["node", "packages/policy/build.mjs"],
  },
} satisfies Record<string, Build>;

export type Package = keyof typeof builds;

/** The packages' own build scripts, which npm runs before packing, also delete the stamp. */
const freshnessOf = (name: Package) => new Freshness(root, builds[name], join(cache, `${name}.built`));

/** Builds the packages, and tells whether all builds succeeded. Errors are printed. */
export async function buildPackages(wanted: readonly Package[] = ["webhooks", "provider", "policy"]) {
  const isFresh = (name: Package) => freshnessOf(name).isFresh;
  if (wanted.every(isFresh)) return true;
  mkdirSync(cache, { recursive: true });
  const waits = () => console.error("Another process is building the packages; waiting for it …");
  return withFileLock(join(cache, "build.lock"), waits, async () => {
    const all = async (...names: Package[]) => {
      const stale = names.filter((name) => wanted.includes(name) && !isFresh(name));
      return (await Promise.all(stale.map(build))).every(Boolean);
    };
    return (await all("webhooks")) && (await all("provider", "policy"));
  });
}

async function build(name: Package): Promise<boolean> {
  const { command }: Build = builds[name];
  const freshness = freshnessOf(name);
  // The compiler's state only tracks changes of sources: after an incomplete build, its output may be
  // missing.
  if (name === "provider" && !freshness.isComplete) rmSync(compilerState, { force: true });
  const end = freshness.begin();
  const { exitCode } = await execa({
    cwd: root,
    preferLocal: true,
    stdio: "inherit",
    reject: false,
  })`${command}`;
  if (exitCode !== 0) return false;
  if (name === "provider") removeStaleOutput();
  end();
  return true;
}

/** Removes the output of deleted sources, which would be published. */
function removeStaleOutput(): void {
  const dist = join(root, "provider", "dist");
  for (const file of globSync("**/*.{js,d.ts}", { cwd: dist }))
    if (!existsSync(join(root, "provider", file.replace(/\.(js|d\.ts)$/, ".ts")))) rmSync(join(dist, file));
}

if (import.meta.main) process.exitCode = (await buildPackages()) ? 0 : 1;

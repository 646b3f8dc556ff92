// `npm run build`: builds the packages that are published, each only if its sources changed since.
import { existsSync, globSync, mkdirSync, rmSync } from "node:fs";
import { join } from "node:path";
import { execa } from "execa";
import { locked } from "./file-lock.mjs";
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
/** All folders of the provider but those that are made, and those that are named. */
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
    // Its command is compiled against the receivers' package.
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

/** The package's own scripts, which npm runs before packing, delete the stamp as well. */
const freshnessOf = (name: Package) => new Freshness(root, builds[name], join(cache, `${name}.built`));

/** Whether all packages are built, or those that are named; what is wrong is printed. */
export async function buildPackages(wanted: readonly Package[] = ["webhooks", "provider", "policy"]) {
  const isFresh = (name: Package) => freshnessOf(name).isFresh;
  if (wanted.every(isFresh)) return true;
  mkdirSync(cache, { recursive: true });
  const waits = () => console.error("Another process is building the packages; waiting for it …");
  return locked(join(cache, "build.lock"), waits, async () => {
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
  // The compiler writes only what changed since it wrote its state, and never looks whether that is there.
  if (name === "provider" && !freshness.isWhole) rmSync(compilerState, { force: true });
  const end = freshness.begin();
  const { exitCode } = await execa({
    cwd: root,
    preferLocal: true,
    stdio: "inherit",
    reject: false,
  })`${command}`;
  if (exitCode !== 0) return false;
  if (name === "provider") removeOrphans();
  end();
  return true;
}

/** What was made of a source that is gone would be published. */
function removeOrphans(): void {
  const dist = join(root, "provider", "dist");
  for (const file of globSync("**/*.{js,d.ts}", { cwd: dist }))
    if (!existsSync(join(root, "provider", file.replace(/\.(js|d\.ts)$/, ".ts")))) rmSync(join(dist, file));
}

if (import.meta.main) process.exitCode = (await buildPackages()) ? 0 : 1;

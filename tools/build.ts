// `npm run build`: builds the packages that are published, each only if its sources changed since.
import { existsSync, globSync, mkdirSync, rmSync, statSync, utimesSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { execa } from "execa";
import { locked } from "./file-lock.mjs";

const root = join(import.meta.dirname, "..");
const cache = join(root, "node_modules", ".cache", "rockit-durst");
const compilerState = join(cache, "provider.tsbuildinfo");

interface Build {
  /** A file that the build makes. */
  readonly made: string;
  /** What it is made of: folders too, whose time of change tells that a file was added or removed. */
  readonly sources: readonly string[];
  readonly command: readonly [string, ...string[]];
}

const everywhere = ["tsconfig.json", "package-lock.json", "tools/build.ts"];
const builds = {
  webhooks: {
    made: "packages/webhooks/dist/cjs/index.js",
    sources: ["packages/webhooks/{src,src/**,build.mjs,package.json,tsconfig*.json}", ...everywhere],
    command: ["node", "packages/webhooks/build.mjs"],
  },
  provider: {
    made: "provider/dist/index.js",
    sources: [
      "provider/{*.ts,!(dist|node_modules|bin),!(dist|node_modules|bin)/**,package.json,tsconfig.json}",
      "packages/webhooks/src/**",
      ...everywhere,
    ],
    command: ["tsc", "-p", "provider", "--incremental", "--tsBuildInfoFile", compilerState],
  },
  policy: {
    made: "packages/policy/dist/index.js",
    sources: [
      "packages/policy/{src,src/**,build.mjs,package.json,tsconfig.json}",
      "provider/{*.ts,!(dist|node_modules|bin|cli|native|http),!(dist|node_modules|bin|cli|native|http)/**}",
      ...everywhere,
    ],
    command: ["node", "packages/policy/build.mjs"],
  },
} satisfies Record<string, Build>;

export type Package = keyof typeof builds;

/** Whether all packages are built, or those that are named; what is wrong is printed. */
export async function buildPackages(wanted: readonly Package[] = ["webhooks", "provider", "policy"]) {
  if (wanted.every(isBuilt)) return true;
  mkdirSync(cache, { recursive: true });
  const waits = () => console.error("Another process is building the packages; waiting for it …");
  return locked(join(cache, "build.lock"), waits, async () => {
    const all = async (...names: Package[]) => {
      const stale = names.filter((name) => wanted.includes(name) && !isBuilt(name));
      return (await Promise.all(stale.map(build))).every(Boolean);
    };
    // The provider's command is compiled against the receivers' package.
    return (await all("webhooks")) && (await all("provider", "policy"));
  });
}

function isBuilt(name: Package): boolean {
  const { made, sources }: Build = builds[name];
  const built = existsSync(join(root, made)) ? timeOf(stampOf(name)) : 0;
  const paths = sources.flatMap((pattern) => globSync(pattern, { cwd: root }));
  return paths.every((path) => timeOf(join(root, path)) < built);
}

const stampOf = (name: Package) => join(cache, `${name}.built`);

async function build(name: Package): Promise<boolean> {
  const { made, command }: Build = builds[name];
  // The compiler writes only what changed since it wrote its state.
  if (name === "provider" && !existsSync(join(root, made))) rmSync(compilerState, { force: true });
  const started = new Date();
  const { exitCode } = await execa({
    cwd: root,
    preferLocal: true,
    stdio: "inherit",
    reject: false,
  })`${command}`;
  if (exitCode !== 0) return false;
  if (name === "provider") removeOrphans();
  writeFileSync(stampOf(name), "");
  // A source that was changed meanwhile is newer.
  utimesSync(stampOf(name), started, started);
  return true;
}

/** What was made of a source that is gone would be published. */
function removeOrphans(): void {
  const dist = join(root, "provider", "dist");
  for (const file of globSync("**/*.{js,d.ts}", { cwd: dist }))
    if (!existsSync(join(root, "provider", file.replace(/\.(js|d\.ts)$/, ".ts")))) rmSync(join(dist, file));
}

/** Milliseconds; 0 for what is not there. */
const timeOf = (path: string) => statSync(path, { throwIfNoEntry: false })?.mtimeMs ?? 0;

if (import.meta.main) process.exitCode = (await buildPackages()) ? 0 : 1;

// The package managers: their npm packages, and their differences.
import { join } from "node:path";
import { execa } from "execa";
import { installOnce } from "../../test/helpers/npm.ts";
import { cacheFolder } from "../engine/cache.ts";
import { networkEnvironment } from "../hermetic.mjs";

export interface Manager {
  /** Its name in the table. */
  readonly title: string;
  /** Its npm package and version, cached next to the engine. */
  readonly from: readonly [name: string, version: string];
  /** Its command in that package. */
  readonly command: string;
  readonly install: readonly string[];
  /** Further files in the project's root. */
  readonly files?: Readonly<Record<string, string>>;
  /** The version of a workspace package in another one's dependencies. */
  readonly sibling: string;
  /** Whether pnpm-workspace.yaml declares workspaces and overrides. */
  readonly ownWorkspaceFile?: true;
  /** Arguments with which it starts `pulumi`. Default: `pulumi` is started directly. */
  readonly starts?: readonly string[];
}

const yarn = { command: "yarn", install: ["install"] } as const;
const berry = { ...yarn, from: ["@yarnpkg/cli-dist", "4.18.1"], sibling: "workspace:*" } as const;
const linker = (name: string) => ({ ".yarnrc.yml": `nodeLinker: ${name}\n` });
const npm = { command: "npm", install: ["install"], sibling: "*" } as const;

export const managers = {
  npm: { ...npm, title: "npm 12.2", from: ["npm", "12.2.2"] },
  npm10: { ...npm, title: "npm 10.9", from: ["npm", "10.9.9"] },
  pnpm: {
    title: "pnpm 12.21",
    from: ["pnpm", "12.21.0"],
    command: "pnpm",
    install: ["install"],
    sibling: "workspace:*",
    ownWorkspaceFile: true,
  },
  yarn: { ...berry, title: "Yarn 4.18, `node-modules`", files: linker("node-modules") },
  pnp: {
    ...berry,
    title: "Yarn 4.18, Plug'n'Play, by `yarn exec pulumi`",
    files: linker("pnp"),
    starts: ["exec"],
  },
  pnpAlone: { ...berry, title: "Yarn 4.18, Plug'n'Play, by `pulumi` alone", files: linker("pnp") },
  yarn1: { ...yarn, title: "Yarn 1.22", from: ["yarn", "1.22.22"], sibling: "*" },
  bun: {
    title: "Bun 1.4",
    from: ["bun", "1.4.5"],
    command: "bun",
    install: ["install"],
    sibling: "workspace:*",
  },
} as const satisfies Record<string, Manager>;

export type ManagerName = keyof typeof managers;

/** The folder with a manager's command, which is installed once. */
export async function folderOf({ from: [name, version], command }: Manager): Promise<string> {
  const folder = join(cacheFolder(), "matrix", `${name.replace("/", "-")}-${version}`);
  const commands = join(folder, "node_modules", ".bin");
  const wanted = { spec: `${name}@${version}`, program: join(commands, command), version };
  const said = await installOnce(folder, wanted, "--ignore-scripts=false");
  if (said !== version)
    throw new Error(`${name} ${version} could not be installed: its version is ${said || "unknown"}`);
  return commands;
}

/** The registry of npm's configuration and the download caches, for all managers. */
export async function registryEnvironment(): Promise<Record<string, string | undefined>> {
  const network = networkEnvironment();
  const of = async (key: string) =>
    (await execa("npm", ["config", "get", key], { env: network })).stdout.trim();
  const [registry, authorities] = [await of("registry"), await of("cafile")];
  const kept = join(cacheFolder(), "matrix", "downloads");
  return {
    ...network,
    npm_config_registry: registry,
    npm_config_cache: join(kept, "npm"),
    npm_config_audit: "false",
    npm_config_fund: "false",
    npm_config_update_notifier: "false",
    pnpm_config_registry: registry,
    pnpm_config_store_dir: join(kept, "pnpm"),
    YARN_NPM_REGISTRY_SERVER: registry,
    YARN_GLOBAL_FOLDER: join(kept, "yarn"),
    YARN_CACHE_FOLDER: join(kept, "yarn-cache"),
    YARN_ENABLE_TELEMETRY: "false",
    BUN_CONFIG_REGISTRY: registry,
    BUN_INSTALL_CACHE_DIR: join(kept, "bun"),
    // In CI, some managers install nothing without a lock file.
    CI: undefined,
    ...(authorities !== "null" && { YARN_HTTPS_CA_FILE_PATH: authorities, pnpm_config_cafile: authorities }),
  };
}

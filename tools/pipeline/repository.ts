// A repository as a pipeline checks it out: a Pulumi project, its packages and the configuration of policies.
import { cp, mkdir, mkdtemp, readdir, readFile, realpath, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Engine } from "../engine/engine.ts";
import { policyPack } from "../engine/policy-pack.ts";
import { gitops } from "./workflow.ts";

const root = join(import.meta.dirname, "..", "..");
const policyPackage = "pulumi-rockit-durst-policy";

export interface Repository extends AsyncDisposable {
  readonly folder: string;
  /** Environment variables that give its commands their own state. */
  readonly environment: Readonly<Record<string, string>>;
}

/** Creates a copy of the quickstart with the packages of this checkout, as if by `npm ci`. */
export async function checkedOut(engine: Engine, policyConfig: object): Promise<Repository> {
  const folder = await realpath(await mkdtemp(join(tmpdir(), "rockit-durst-pipeline-")));
  await fill(folder, engine, policyConfig);
  return {
    folder,
    environment: {
      PULUMI_HOME: join(folder, ".home"),
      PULUMI_BACKEND_URL: `file://${join(folder, ".state")}`,
      PULUMI_CONFIG_PASSPHRASE: "correct horse battery staple",
      NO_COLOR: "1",
    },
    [Symbol.asyncDispose]: () => rm(folder, { recursive: true, force: true }),
  };
}

async function fill(folder: string, engine: Engine, policyConfig: object) {
  await cp(join(root, "examples", "quickstart"), folder, {
    recursive: true,
    filter: (path) => !/node_modules$|Pulumi\.[^/]+\.yaml$/.test(path),
  });
  // A stack that does not exist yet has no encrypted configuration, so its secrets come from variables.
  const program = join(folder, "index.ts");
  const text = await readFile(program, "utf8");
  const patched = text.replaceAll(
    /config\.requireSecret\("(\w+)"\)/g,
    'pulumi.secret(process.env["$1"] ?? "")',
  );
  await writeFile(program, patched);
  await mkdir(join(folder, ".state"));
  await cp(join(gitops, "ci"), join(folder, "ci"), { recursive: true });
  // There is no organisation, because the state is not in Pulumi Cloud.
  const settings = { organization: "", project: ".", watch: ["."], secretsProvider: "" };
  await writeFile(join(folder, "ci", "settings.json"), JSON.stringify(settings));
  await writeFile(join(folder, "policy-config.json"), JSON.stringify(policyConfig, undefined, 2));

  const packages = join(folder, "node_modules");
  await mkdir(packages, { recursive: true });
  const others = (await readdir(join(root, "node_modules"))).filter((name) => name !== policyPackage);
  for (const name of others) await symlink(join(root, "node_modules", name), join(packages, name));
  // The path in the workflow's command. If the engine can't start a pack's folder, it is a launcher for the
  // pack.
  await symlink(policyPack(engine, join(root, "packages", "policy")), join(packages, policyPackage));
}

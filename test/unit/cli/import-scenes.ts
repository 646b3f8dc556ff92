import { readdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { expect } from "vitest";
import { canary, expectNoSecretsIn } from "../../helpers/canary.ts";
import { environmentOf } from "../../helpers/environment.ts";
import { startServers } from "../../helpers/servers.ts";
import { temporaryFolder } from "../../helpers/temporary-folder.ts";
import type { RockitOptions } from "../../simulators/index.ts";
import { type Environment, rockitDurst } from "./command.ts";

export const webhook = {
  sender: "mkraw",
  event: "end",
  type: "webhook",
  url: "https://hooks.example/a",
} as const;
export const slack = {
  sender: "deploy",
  event: "end",
  type: "slack",
  slackToken: canary,
  channelId: "C1",
} as const;

/** The last line that `import` prints. */
export const nextCommand = "pulumi import --file import.json --yes --protect=false --generate-code=false";

const progressLine = /^reading (ROCKIT's subscriptions|Durst's subscribers) …\n?/m;

/** Both servers and an empty folder to run `import` in, until the test ends. */
export async function importScene(options: RockitOptions = {}) {
  const { rockit, durst } = await startServers(options);
  const folder = await temporaryFolder("import");
  return {
    rockit,
    durst,
    folder,
    /** Runs `import`. Fails if the output has a secret of a server or if a server was changed. */
    async runImport(args: readonly string[], environment: Environment = {}) {
      const env = { PATH: "/nowhere", ...environmentOf({ rockit, durst }), ...environment };
      const result = await rockitDurst(["import", ...args], env, folder);
      const secrets = [...rockit.subscriptions.keys()].map((name) => rockit.secretOf(name));
      const credentials = [...durst.subscribers.keys()].flatMap((id) => durst.credentialOf(id) ?? []);
      expectNoSecretsIn(
        result.stdout + result.stderr,
        canary,
        ...secrets,
        ...credentials,
        rockit.credentials.apiKey,
      );
      expect([...rockit.writes(), ...durst.writes()]).toEqual([]);
      // On a busy machine, the command prints its progress.
      const stderr = result.stderr.replace(progressLine, "");
      return {
        ...result,
        stderr,
        waited: progressLine.test(result.stderr),
        files: (await readdir(folder)).sort(),
      };
    },
    async secretsFile(...lines: string[]) {
      const file = join(folder, "secrets.env");
      await writeFile(file, lines.join("\n"));
      return file;
    },
    importFile: async () => JSON.parse(await readFile(join(folder, "import.json"), "utf8")),
    program: () => readFile(join(folder, "subscriptions.ts"), "utf8"),
  };
}

export type ImportScene = Awaited<ReturnType<typeof importScene>>;

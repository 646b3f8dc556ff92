// `local.Command` of @pulumi/command with curl: the way without a provider.
import { existsSync } from "node:fs";
import { delimiter, dirname, join } from "node:path";
import { execa } from "execa";
import which from "which";
import { cacheFolder } from "../../../tools/engine/cache.ts";
import type { Engine } from "../../../tools/engine/engine.ts";
import { networkEnvironment } from "../../../tools/hermetic.mjs";
import { type Contestant, UnavailableError } from "./contestant.ts";
import { pulumiContestant } from "./pulumi.ts";

const version = "1.2.1";
const sdk = join(import.meta.dirname, "..", "..", "..", "node_modules", "@pulumi", "command");

/** The plugin passes the credentials on in the environment. Logging is off, since the answer contains the signing secret. */
const project = pulumiContestant({
  name: "command",
  title: "@pulumi/command with curl",
  about:
    "The resource `local.Command` with one curl command for `create` and one for `delete`. A changed `create` command replaces the resource. It never reads from the server, so `refresh` detects nothing. " +
    "The answer with the signing secret is kept in the output `stdout`, which is marked as secret. The plugin is the one on PATH, or the official download.",
  program: `
const { local } = require("@pulumi/command");
const account = ["orgname: $ROCKIT_ORG_NAME", "username: $ROCKIT_USERNAME", "api-key: $ROCKIT_API_KEY"];
const curl = ["curl", "--silent", "--show-error", "--fail", ...account.map((header) => '--header "x-rockit-' + header + '"')].join(" ");
const at = (path) => ' "$ROCKIT_ENDPOINT/be/v1/subscriptions' + path + '"';
for (let n = 0; n < count; n++) {
  const name = prefix + n;
  const body = JSON.stringify({ name, sender: "mkraw", event: "end", type: "webhook", url });
  new local.Command(name, {
    create: curl + " --header 'content-type: application/json' --data '" + body + "'" + at(""),
    delete: curl + " --request DELETE" + at("/" + name),
    logging: "none",
  }, { replaceOnChanges: ["create"], deleteBeforeReplace: true, additionalSecretOutputs: ["stdout"] });
}
`,
});

export const command: Contestant = {
  ...project,
  plugin: /pulumi-resource-command/,
  async open(options) {
    const { engine } = options;
    plugin ??= pluginFolder(engine);
    const path = [engine.projectEnvironment["PATH"], await plugin].join(delimiter);
    const projectEnvironment = { ...engine.projectEnvironment, PATH: path };
    return project.open({ ...options, engine: { ...engine, projectEnvironment } });
  },
};

/** Searched only once, since a failing download takes seconds. */
let plugin: Promise<string> | undefined;

/** The folder with the plugin: the one on PATH, or the official download in our cache. */
async function pluginFolder({ pulumi, projectEnvironment }: Engine): Promise<string> {
  const found = await which("pulumi-resource-command", { nothrow: true });
  const folder = found === null ? await download(pulumi, projectEnvironment) : dirname(found);
  if (!existsSync(sdk))
    throw new UnavailableError(
      `Its npm package is not a dependency of this project, since its installation downloads a plugin. \`npm install --no-save @pulumi/command@${version}\` adds it.`,
    );
  return folder;
}

async function download(pulumi: string, env: Readonly<Record<string, string>>): Promise<string> {
  const home = join(cacheFolder(), "pulumi-command");
  // Pulumi recognises an installed plugin without a request, and ignores an incomplete one.
  const { exitCode } = await execa(pulumi, ["plugin", "install", "resource", "command", version], {
    env: { ...networkEnvironment(), ...env, PULUMI_HOME: home },
    stdin: "ignore",
    timeout: 20_000,
    reject: false,
  });
  if (exitCode === 0) return join(home, "plugins", `resource-command-v${version}`);
  throw new UnavailableError(
    `There is no pulumi-resource-command on PATH, and \`pulumi plugin install resource command ${version}\` could not download it.`,
  );
}

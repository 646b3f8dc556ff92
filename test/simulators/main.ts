// npm run simulators [-- --rockit-port 8081 --durst-port 8082]
import { once } from "node:events";
import { parseArgs } from "node:util";
import { type DurstSimulator, type RockitSimulator, startDurst, startRockit } from "./index.ts";
import { keys, readKeys } from "./keys.ts";

const usage =
  "npm run simulators [-- --rockit-port <port> --durst-port <port>]   (without a port: a free one)";

try {
  const ports = readPorts();
  await using rockit = await startRockit({ port: ports.rockit });
  await using durst = await startDurst({ port: ports.durst });
  console.log(introduction(rockit, durst));
  using _keys = readKeys({ rockit, durst }, (line) => console.log(line));
  await Promise.race([once(process, "SIGINT"), once(process, "SIGTERM")]);
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  console.error(usage);
  process.exitCode = 1;
}

function readPorts(): { rockit: number; durst: number } {
  const { values } = parseArgs({
    options: { "rockit-port": { type: "string" }, "durst-port": { type: "string" } },
  });
  const port = (option: keyof typeof values) => {
    const text = values[option] ?? "0";
    if (!/^\d{1,5}$/.test(text) || Number(text) > 65_535) {
      throw new Error(`--${option} ${text} is not a port between 0 and 65535`);
    }
    return Number(text);
  };
  return { rockit: port("rockit-port"), durst: port("durst-port") };
}

function introduction(rockit: RockitSimulator, durst: DurstSimulator): string {
  const variables = {
    ROCKIT_ENDPOINT: rockit.endpoint,
    ROCKIT_ORG_NAME: rockit.credentials.orgName,
    ROCKIT_USERNAME: rockit.credentials.username,
    ROCKIT_API_KEY: rockit.credentials.apiKey,
    DURST_ENDPOINT: durst.endpoint,
    DURST_USERNAME: durst.credentials.username,
    DURST_PASSWORD: durst.credentials.password,
  };
  return [
    `ROCKIT Edge     ${rockit.endpoint}`,
    `Durst Workflow  ${durst.endpoint}`,
    "",
    "Made-up credentials, to paste into another terminal:",
    "",
    ...Object.entries(variables).map(([name, value]) => assignment(name, value)),
    "",
    "Everything is kept in memory. Keys:",
    ...Object.entries(keys).map(([key, { does }]) => `  ${key}       ${does}`),
    "  Ctrl-C  stops both",
  ].join("\n");
}

function assignment(name: string, value: string): string {
  return process.platform === "win32"
    ? `$env:${name} = '${value.replaceAll("'", "''")}'`
    : `export ${name}='${value.replaceAll("'", "'\\''")}'`;
}

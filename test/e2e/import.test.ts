// Existing objects are imported by the real command and engine. A preview then plans nothing.
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { expect, test } from "vitest";
import { seed } from "../helpers/seed.ts";
import { ImportScene } from "./import-scene.ts";
import { generateServers, populate } from "./import-servers.ts";

const serversPerStack = 6;

const newline = "line\nbreak";
/** The environment variable of a secret whose name has a line break and so fits in no secrets file. */
const variableOf: Readonly<Record<string, string>> = {
  [newline]: "ROCKIT_SECRET_LINE_BREAK",
  [`slackToken.${newline}`]: "ROCKIT_SLACK_TOKEN_LINE_BREAK",
};

test.each([
  [0, "all"],
  [1, "all"],
  [2, "all"],
  [3, "some"],
  [4, "no"],
])(
  `${serversPerStack} servers (${seed} + %d), %s secrets given: only Durst's credentials that were not given are planned`,
  async (number, given) => {
    await using scene = await ImportScene.start(number);
    for (const server of generateServers(serversPerStack, seed + number)) populate(server, scene);
    const args = async (vendor: "rockit" | "durst") => {
      const lines = scene.secrets[vendor]()
        .filter(([key]) => variableOf[key] === undefined)
        .filter((_, index) => given === "all" || (given === "some" && index % 2 === 0));
      const file = join(scene.project.folder, `${vendor}.env`);
      await writeFile(file, lines.map(([key, value]) => `${key}=${value}\n`).join(""));
      return ["--secrets", file];
    };
    const environment = Object.fromEntries(
      scene.secrets.rockit().flatMap(([key, value]) => {
        const variable = variableOf[key];
        return variable === undefined || given === "no" ? [] : [[variable, value]];
      }),
    );

    const choice = given === "all" ? [] : ["--without-secrets"];
    const rockit = await scene.import("rockit", [...(await args("rockit")), ...choice], environment);
    expect(rockit.objects.map(({ id }) => id).sort()).toEqual([...scene.rockit.subscriptions.keys()].sort());
    const each = ["--include-inactive", ...scene.subscriberFlags()];
    const durst = await scene.import("durst", [...(await args("durst")), ...each]);
    const subscriptions = [...scene.durst.subscribers.keys()].flatMap((id) =>
      [...scene.durst.subscriptions(id).keys()].map((own) => `${id}/${own}`),
    );
    const numbers = [...scene.durst.subscribers.keys()].map(String);
    expect(durst.objects.map(({ id }) => id).sort()).toEqual([...numbers, ...subscriptions].sort());
    await scene.configure([...rockit.configuration, ...durst.configuration]);

    const unknown = durst.objects.filter(({ secret }) => secret === "unknown").length;
    if (unknown > 0) {
      const { output } = await scene.stack.preview();
      const total = rockit.objects.length + durst.objects.length + 1;
      expect(output).toMatch(new RegExp(`^ *~ ${unknown} to update\n *${total - unknown} unchanged$`, "m"));
      expect(scene.writes()).toEqual([]);
      const credentials = () => numbers.map((id) => scene.durst.credentialOf(Number(id)));
      const before = credentials();
      await scene.stack.up();
      expect(credentials()).toEqual(before);
      expect(scene.writes()).toHaveLength(unknown);
    }
    await scene.expectNoChanges();
    expect(scene.writes()).toHaveLength(unknown);
    await scene.expectNoLeak();
  },
);

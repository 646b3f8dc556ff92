// Existing objects, imported by the real command and engine: nothing is planned afterwards.
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { expect, test } from "vitest";
import { seed } from "../helpers/seed.ts";
import { generateServers, populate } from "./import-servers.ts";
import { ImportScene } from "./import-site.ts";

const serversPerStack = 6;

const newline = "line\nbreak";
/** A file has no line for a name with a line break in it. */
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
  `${serversPerStack} servers (${seed} + %d), %s secrets given: nothing is planned but the credentials of Durst's that were not`,
  async (number, given) => {
    await using site = await ImportScene.start(number);
    for (const server of generateServers(serversPerStack, seed + number)) populate(server, site);
    const args = async (vendor: "rockit" | "durst") => {
      const lines = site.secrets[vendor]()
        .filter(([key]) => variableOf[key] === undefined)
        .filter((_, index) => given === "all" || (given === "some" && index % 2 === 0));
      const file = join(site.project.folder, `${vendor}.env`);
      await writeFile(file, lines.map(([key, value]) => `${key}=${value}\n`).join(""));
      return ["--secrets", file];
    };
    const environment = Object.fromEntries(
      site.secrets.rockit().flatMap(([key, value]) => {
        const variable = variableOf[key];
        return variable === undefined || given === "no" ? [] : [[variable, value]];
      }),
    );

    const choice = given === "all" ? [] : ["--without-secrets"];
    const rockit = await site.import("rockit", [...(await args("rockit")), ...choice], environment);
    expect(rockit.objects.map(({ id }) => id).sort()).toEqual([...site.rockit.subscriptions.keys()].sort());
    const each = ["--include-inactive", ...site.subscribers()];
    const durst = await site.import("durst", [...(await args("durst")), ...each]);
    const subscriptions = [...site.durst.subscribers.keys()].flatMap((id) =>
      [...site.durst.subscriptions(id).keys()].map((own) => `${id}/${own}`),
    );
    const numbers = [...site.durst.subscribers.keys()].map(String);
    expect(durst.objects.map(({ id }) => id).sort()).toEqual([...numbers, ...subscriptions].sort());
    await site.configure([...rockit.configuration, ...durst.configuration]);

    const unknown = durst.objects.filter(({ secret }) => secret === "unknown").length;
    if (unknown > 0) {
      const { output } = await site.stack.preview();
      const total = rockit.objects.length + durst.objects.length + 1;
      expect(output).toMatch(new RegExp(`^ *~ ${unknown} to update\n *${total - unknown} unchanged$`, "m"));
      expect(site.writes()).toEqual([]);
      const credentials = () => numbers.map((id) => site.durst.credentialOf(Number(id)));
      const before = credentials();
      await site.stack.up();
      expect(credentials()).toEqual(before);
      expect(site.writes()).toHaveLength(unknown);
    }
    await site.expectNoChanges();
    expect(site.writes()).toHaveLength(unknown);
    await site.expectSilent();
  },
);

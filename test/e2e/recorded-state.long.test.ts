// This version takes over states that released versions wrote.
import { readFile, writeFile } from "node:fs/promises";
import { expect, inject, test } from "vitest";
import { expectNoSecretsIn } from "../helpers/canary.ts";
import { environmentOf } from "../helpers/environment.ts";
import { Project } from "../helpers/project.ts";
import {
  canaries,
  programOf,
  recordedVersions,
  restoreServers,
  startRecordedServers,
  stateFileOf,
  versionsToRecord,
  withoutRunData,
} from "../helpers/recorded-states.ts";
import type { Servers } from "../helpers/servers.ts";
import { Stack } from "../helpers/stack.ts";

const engine = inject("engine");

async function stackOf(version: string, servers: Servers, project: Project): Promise<Stack> {
  await project.writeSource(await programOf(version));
  return Stack.create({ engine, project: project.folder, environment: environmentOf(servers) });
}

test.each(versionsToRecord({ unfinished: false }))("the state of %s is recorded", async (version) => {
  await using servers = await startRecordedServers();
  const taken = servers.durst.addSubscriber({ hostUri: "old.example:80", externalAuthType: "NONE" });
  servers.durst.addSubscription(taken, { topic: "STATUS/*", status: "INACTIVE" });
  await using project = await Project.create();
  await using stack = await stackOf(version, servers, project);
  await stack.up();
  await writeFile(stateFileOf(version), withoutRunData(await stack.exportState()));
});

test.each(recordedVersions())(
  "this version previews, refreshes, updates and destroys the state of %s",
  async (version) => {
    const recorded = await readFile(stateFileOf(version), "utf8");
    expectNoSecretsIn(recorded, ...Object.values(canaries));
    expect(recorded).not.toMatch(/sourcePosition|stackTrace|file:|project:|"\/|127\.0\.0\.1/);

    await using servers = await startRecordedServers();
    restoreServers(recorded, servers);
    await using project = await Project.create();
    await using stack = await stackOf(version, servers, project);
    await stack.pulumi(["stack", "import", "--file", stateFileOf(version), "--stack", stack.name]);
    const before = await stack.outputs();
    const objects = async () => (await stack.resources()).map(({ urn, id }) => `${urn} ${id}`).sort();
    const found = await objects();

    await stack.expectNoChanges();
    await stack.refresh("--expect-no-changes");
    await stack.up("--expect-no-changes");
    expect([...servers.rockit.writes(), ...servers.durst.writes()]).toEqual([]);
    expect(await stack.outputs()).toEqual(before);
    expect(await objects()).toEqual(found);

    await stack.destroy();
    expect(servers.rockit.subscriptions.size).toBe(0);
    for (const { id, externalAuthType } of servers.durst.subscribers.values()) {
      expect(externalAuthType).toBe("NONE");
      for (const { status } of servers.durst.subscriptions(id).values()) expect(status).toBe("INACTIVE");
    }
    const puts = servers.durst.writes().map(({ path }) => path);
    expect(puts).toEqual([...new Set(puts)]);
    expect(await stack.resources()).toEqual([]);
  },
);

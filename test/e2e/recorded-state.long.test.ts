// This version takes over states that released versions wrote.
import { readFile, writeFile } from "node:fs/promises";
import { expect, test } from "vitest";
import { expectNoSecretsIn } from "../helpers/canary.ts";
import {
  canaries,
  recordedProgramOf,
  recordedServerOptions,
  recordedVersions,
  restoreServers,
  stateFileOf,
  versionsToRecord,
  withoutRunData,
} from "../helpers/recorded-states.ts";
import { Scene } from "../helpers/scene.ts";

/** An empty stack with the program that a version recorded. */
async function startRecorded(version: string): Promise<Scene> {
  const scene = await Scene.start(recordedServerOptions);
  await scene.project.writeSource(await recordedProgramOf(version));
  return scene;
}

test.each(versionsToRecord({ unfinished: false }))("the state of %s is recorded", async (version) => {
  await using scene = await startRecorded(version);
  const { durst, stack } = scene;
  const taken = durst.addSubscriber({ hostUri: "old.example:80", externalAuthType: "NONE" });
  durst.addSubscription(taken, { topic: "STATUS/*", status: "INACTIVE" });
  await stack.up();
  await writeFile(stateFileOf(version), withoutRunData(await stack.exportState()));
});

test.each(recordedVersions())(
  "this version previews, refreshes, updates and destroys the state of %s",
  async (version) => {
    const recorded = await readFile(stateFileOf(version), "utf8");
    expectNoSecretsIn(recorded, ...Object.values(canaries));
    expect(recorded).not.toMatch(/sourcePosition|stackTrace|file:|project:|"\/|127\.0\.0\.1/);

    await using scene = await startRecorded(version);
    const { rockit, durst, stack } = scene;
    restoreServers(recorded, scene);
    await stack.pulumi(["stack", "import", "--file", stateFileOf(version), "--stack", stack.name]);
    const before = await stack.outputs();
    const objects = async () => (await stack.resources()).map(({ urn, id }) => `${urn} ${id}`).sort();
    const found = await objects();

    await stack.expectNoChanges();
    await stack.refresh("--expect-no-changes");
    await stack.up("--expect-no-changes");
    expect(scene.writes()).toEqual([]);
    expect(await stack.outputs()).toEqual(before);
    expect(await objects()).toEqual(found);

    await stack.destroy();
    expect(rockit.subscriptions.size).toBe(0);
    for (const { id, externalAuthType } of durst.subscribers.values()) {
      expect(externalAuthType).toBe("NONE");
      for (const { status } of durst.subscriptions(id).values()) expect(status).toBe("INACTIVE");
    }
    const puts = durst.writes().map(({ path }) => path);
    expect(puts).toEqual([...new Set(puts)]);
    expect(await stack.resources()).toEqual([]);
  },
);

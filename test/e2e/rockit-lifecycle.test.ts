// Names, replacement order and drift of ROCKIT subscriptions on the real engine.
import { setTimeout as pause } from "node:timers/promises";
import { beforeEach, expect, test } from "vitest";
import { describeVariants } from "../helpers/program-variants.ts";
import { outputOf, type Program } from "../helpers/project.ts";
import { secretsOf, slack, slackToken, subscription, webhook, writesOf } from "../helpers/rockit-program.ts";
import { changesIn, Scene } from "../helpers/scene.ts";
import { respondWith, startServer } from "../helpers/server.ts";
import type { RockitOccurrence } from "../simulators/index.ts";

let scene: Scene;

/** The name that was generated for a resource. Fails unless the server has exactly one. */
function generatedNameOf(resource: string): string {
  const names = [...scene.rockit.subscriptions.keys()].filter((name) => name.startsWith(`${resource}-`));
  expect(names).toHaveLength(1);
  return names[0] as string;
}

const replacementNote = (name: string, field: string) =>
  `ROCKIT subscription "${name}": changing ${field} replaces the subscription and issues a new signing secret, which the receiver needs`;

/** Emits events during some work. Returns for each event how many deliveries succeeded. */
async function countReceiversDuring(work: Promise<unknown>, occurrence: RockitOccurrence): Promise<number[]> {
  const receivers: number[] = [];
  let working = true;
  const done = work.finally(() => {
    working = false;
  });
  while (working) {
    const results = await scene.rockit.emit(occurrence);
    receivers.push(results.filter(({ status }) => status === 200).length);
    await pause(20);
  }
  await done;
  return receivers;
}

await describeVariants(["dynamic", "yaml"], (variant) => {
  beforeEach(async () => {
    scene = await Scene.start({ variant });
    scene.forbidSecrets(slackToken);
    return () => scene[Symbol.asyncDispose]();
  });

  test("a replacement leaves no gap under a generated name and deletes first under an explicit one", async () => {
    const receiver = await startServer(respondWith(200));
    const program = (version: 1 | 2, given: object = { events: ["error"] }): Program => ({
      resources: [
        subscription("made", { ...webhook, sender: "dltar", url: `${receiver.url}/v${version}` }),
        subscription("given", { ...webhook, name: "given", events: undefined, ...given }),
        subscription("rotated", { ...webhook, rotationTrigger: { month: version } }),
        subscription("chat", { ...slack, name: "chat", channelId: `C${version}` }),
      ],
      outputs: {
        ...secretsOf("made", "given", "rotated"),
        issued: outputOf("rotated", "secretIssuedAt"),
      },
    });

    await scene.up(program(1, { event: "end" }));
    const made = generatedNameOf("made");
    const rotated = generatedNameOf("rotated");
    expect(made).toMatch(/^made-[0-9a-f]{7}$/);
    const { issued, ...first } = await scene.stack.outputs();
    const secrets = () => ({
      made: scene.rockit.secretOf(generatedNameOf("made")),
      given: scene.rockit.secretOf("given"),
      rotated: scene.rockit.secretOf(generatedNameOf("rotated")),
    });
    expect(first).toEqual(secrets());
    scene.forbidSecrets(...Object.values(secrets()));
    // An equivalent spelling is no change.
    await scene.expectSettled(program(1, { events: ["end", "end"], onConflict: "replace" }));
    expect([generatedNameOf("made"), generatedNameOf("rotated")]).toEqual([made, rotated]);

    const preview = await scene.preview(program(2));
    expect(
      preview
        .split("\n")
        .filter((line) => line.startsWith("ROCKIT subscription"))
        .sort(),
    ).toEqual([
      replacementNote("given", "events"),
      replacementNote(made, "url"),
      replacementNote(rotated, "rotationTrigger"),
    ]);
    scene.rockit.clearRequests();
    const receivers = await countReceiversDuring(scene.up(program(2)), { type: "dltar", event: "end" });
    expect(receivers.filter((count) => count === 0)).toEqual([]);
    expect(writesOf(scene, /^made/)).toEqual([`POST ${generatedNameOf("made")}`, `DELETE ${made}`]);
    expect(writesOf(scene, /^rotated/)).toEqual([`POST ${generatedNameOf("rotated")}`, `DELETE ${rotated}`]);
    expect(writesOf(scene, /^given/)).toEqual(["DELETE given", "POST given"]);
    expect(writesOf(scene, /^chat/)).toEqual(["DELETE chat", "POST chat"]);
    const { issued: issuedThen, ...second } = await scene.stack.outputs();
    expect(second).toEqual(secrets());
    for (const name of ["made", "given", "rotated"] as const) expect(second[name]).not.toBe(first[name]);
    expect(Date.parse(`${issuedThen}`)).toBeGreaterThan(Date.parse(`${issued}`));
    scene.forbidSecrets(...Object.values(secrets()));
    await scene.expectSettled(program(2));

    await scene.destroy();
    expect(scene.rockit.subscriptions.size).toBe(0);
  });

  test("drift: each edited field and each removal is shown, secrets survive the refresh, and `up` repairs all", async () => {
    const program: Program = {
      resources: [
        subscription("by-sender", { ...webhook, name: "by-sender" }),
        subscription("by-events", { ...webhook, name: "by-events" }),
        subscription("by-event", { ...webhook, name: "by-event", events: undefined, event: "end" }),
        subscription("by-url", { ...webhook, name: "by-url" }),
        subscription("by-type", { ...webhook, name: "by-type" }),
        subscription("by-channel", { ...slack, name: "by-channel" }),
        subscription("removed", { ...webhook, name: "removed" }),
        subscription("removed-made", webhook),
        subscription("untouched", webhook),
      ],
      outputs: secretsOf("by-sender", "by-events", "by-event", "by-url", "by-type", "untouched"),
    };
    await scene.up(program);
    const declared = new Map(scene.rockit.subscriptions);
    const removed = generatedNameOf("removed-made");
    const before = await scene.stack.outputs();
    scene.forbidSecrets(...Object.values(before).map(String));

    scene.rockit.edit("by-sender", { sender: "deploy" });
    scene.rockit.edit("by-events", { events: ["begin", "end"] });
    scene.rockit.edit("by-event", { events: ["begin"] });
    scene.rockit.edit("by-url", { url: "https://elsewhere.example.com" });
    scene.rockit.edit("by-type", { type: "slack" });
    scene.rockit.edit("by-channel", { channelId: "C9" });
    scene.rockit.remove("removed");
    scene.rockit.remove(removed);

    const drift = changesIn(await scene.expectDrift());
    expect(drift).toEqual({
      "by-sender": ['~ sender: "mkraw" => "deploy"'],
      "by-events": ["~ events: ["],
      "by-event": ['~ event: "end" => "begin"'],
      "by-url": ['~ url: "https://hooks.example.com" => "https://elsewhere.example.com"'],
      "by-type": ['~ type: "webhook" => "slack"'],
      "by-channel": ['~ channelId: "C1" => "C9"'],
      removed: ["(delete)"],
      "removed-made": ["(delete)"],
    });

    scene.rockit.clearRequests();
    await scene.refresh();
    expect(await scene.stack.outputs()).toEqual(before);
    await scene.up(program);
    expect(
      scene.rockit
        .writes()
        .map(({ method }) => method)
        .sort(),
    ).toEqual([...Array(6).fill("DELETE"), ...Array(8).fill("POST")]);
    const made = generatedNameOf("removed-made");
    declared.set(made, { ...declared.get(removed), name: made } as never);
    declared.delete(removed);
    const byName = ([one]: [string, unknown], [other]: [string, unknown]) => (one < other ? -1 : 1);
    expect([...scene.rockit.subscriptions].sort(byName)).toEqual([...declared].sort(byName));
    await scene.expectSettled(program);
  });
});

// What the engine decides for a ROCKIT subscription, counted at the server: names, order of replacement, drift, taking over, reading.
import { setTimeout as pause } from "node:timers/promises";
import { beforeEach, describe, expect, test } from "vitest";
import { concat, of, type Program } from "../helpers/project.ts";
import { changesIn, Scene } from "../helpers/scene.ts";
import { answering, startServer } from "../helpers/server.ts";
import type { RockitOccurrence } from "../simulators/index.ts";

const slackToken = 'xoxb-canary/"slack"+token';
const webhook = {
  sender: "mkraw",
  events: ["end", "error"],
  type: "webhook",
  url: "https://hooks.example.com",
};
const slack = { sender: "deploy", event: "success", type: "slack", slackToken, channelId: "C1" };

const subscription = (name: string, args: object) => ({ type: "RockitSubscription", name, args }) as const;
const secretsOf = (...names: string[]) => Object.fromEntries(names.map((name) => [name, of(name, "secret")]));

let scene: Scene;

beforeEach(async () => {
  scene = await Scene.start();
  scene.guard(slackToken);
  return () => scene[Symbol.asyncDispose]();
});

/** The one subscription at the server whose name was made of a resource's. */
function madeName(resource: string): string {
  const names = [...scene.rockit.subscriptions.keys()].filter((name) => name.startsWith(`${resource}-`));
  expect(names).toHaveLength(1);
  return names[0] as string;
}

/** What was written about the subscriptions that a pattern describes, in order. */
const writesOf = (pattern: RegExp) =>
  scene.rockit
    .writes()
    .map(({ method, path, body }) => ({
      method,
      name: (body as { name?: string } | undefined)?.name ?? decodeURIComponent(path.split("/").at(-1) ?? ""),
    }))
    .filter(({ name }) => pattern.test(name))
    .map(({ method, name }) => `${method} ${name}`);

const noteOf = (name: string, field: string) =>
  `ROCKIT subscription "${name}": a change of ${field} replaces it and gives it a new signing secret, which its receiver must learn`;

/** Lets the server send one event after the other during some work; the number of receivers that each of them had. */
async function receiversWhile(work: Promise<unknown>, occurrence: RockitOccurrence): Promise<number[]> {
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

test("names and replacement: a made name is kept and leaves no gap, a given one goes first, a note tells of the new secret", async () => {
  const receiver = await startServer(answering(200));
  const program = (version: 1 | 2, given: object = { events: ["error"] }): Program => ({
    resources: [
      subscription("made", { ...webhook, sender: "dltar", url: `${receiver.url}/v${version}` }),
      subscription("given", { ...webhook, name: "given", events: undefined, ...given }),
      subscription("rotated", { ...webhook, rotationTrigger: { month: version } }),
      subscription("chat", { ...slack, name: "chat", channelId: `C${version}` }),
    ],
    outputs: {
      ...secretsOf("made", "given", "rotated"),
      issued: of("rotated", "secretIssuedAt"),
    },
  });

  await scene.up(program(1, { event: "end" }));
  const made = madeName("made");
  const rotated = madeName("rotated");
  expect(made).toMatch(/^made-[0-9a-f]{7}$/);
  const { issued, ...first } = await scene.stack.outputs();
  const secrets = () => ({
    made: scene.rockit.secretOf(madeName("made")),
    given: scene.rockit.secretOf("given"),
    rotated: scene.rockit.secretOf(madeName("rotated")),
  });
  expect(first).toEqual(secrets());
  scene.guard(...Object.values(secrets()));
  // The same meaning in other words is no change.
  await scene.expectSettled(program(1, { events: ["end", "end"], onConflict: "replace" }));
  expect([madeName("made"), madeName("rotated")]).toEqual([made, rotated]);

  const preview = await scene.preview(program(2));
  expect(
    preview
      .split("\n")
      .filter((line) => line.startsWith("ROCKIT subscription"))
      .sort(),
  ).toEqual([noteOf("given", "events"), noteOf(made, "url"), noteOf(rotated, "rotationTrigger")]);
  scene.rockit.clearRequests();
  const receivers = await receiversWhile(scene.up(program(2)), { type: "dltar", event: "end" });
  expect(receivers.filter((count) => count === 0)).toEqual([]);
  expect(writesOf(/^made/)).toEqual([`POST ${madeName("made")}`, `DELETE ${made}`]);
  expect(writesOf(/^rotated/)).toEqual([`POST ${madeName("rotated")}`, `DELETE ${rotated}`]);
  expect(writesOf(/^given/)).toEqual(["DELETE given", "POST given"]);
  expect(writesOf(/^chat/)).toEqual(["DELETE chat", "POST chat"]);
  const { issued: issuedThen, ...second } = await scene.stack.outputs();
  expect(second).toEqual(secrets());
  for (const name of ["made", "given", "rotated"] as const) expect(second[name]).not.toBe(first[name]);
  expect(Date.parse(`${issuedThen}`)).toBeGreaterThan(Date.parse(`${issued}`));
  scene.guard(...Object.values(secrets()));
  await scene.expectSettled(program(2));

  await scene.destroy();
  expect(scene.rockit.subscriptions.size).toBe(0);
});

test("drift: each field edited at the server and each removal is shown, the secrets survive the refresh, `up` repairs all", async () => {
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
  const removed = madeName("removed-made");
  const before = await scene.stack.outputs();
  scene.guard(...Object.values(before).map(String));

  scene.rockit.edit("by-sender", { sender: "deploy" });
  scene.rockit.edit("by-events", { events: ["begin", "end"] });
  scene.rockit.edit("by-event", { events: ["begin"] });
  scene.rockit.edit("by-url", { url: "https://elsewhere.example.com" });
  scene.rockit.edit("by-type", { type: "slack" });
  scene.rockit.edit("by-channel", { channelId: "C9" });
  scene.rockit.remove("removed");
  scene.rockit.remove(removed);

  const shown = changesIn(await scene.drift());
  expect(shown).toEqual({
    "by-sender": ['~ sender : "mkraw" => "deploy"'],
    "by-events": ["~ events : ["],
    "by-event": ['~ event : "end" => "begin"'],
    "by-url": ['~ url : "https://hooks.example.com" => "https://elsewhere.example.com"'],
    "by-type": ['~ type : "webhook" => "slack"'],
    "by-channel": ['~ channelId : "C1" => "C9"'],
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
  const made = madeName("removed-made");
  declared.set(made, { ...declared.get(removed), name: made } as never);
  declared.delete(removed);
  const byName = ([one]: [string, unknown], [other]: [string, unknown]) => (one < other ? -1 : 1);
  expect([...scene.rockit.subscriptions].sort(byName)).toEqual([...declared].sort(byName));
  await scene.expectSettled(program);
});

describe("a subscription that exists", () => {
  const existing = {
    sender: "mkraw" as const,
    events: ["end" as const],
    type: "webhook" as const,
    url: "https://existing.example.com",
  };
  const reading = (name: string) =>
    ({ type: "RockitSubscription", name: `reads-${name}`, get: name }) as const;

  test("is taken over only if onConflict says so, and with get only read, never owned", async () => {
    scene.rockit.add({ name: "taken", ...existing });
    scene.rockit.add({ name: "read", ...existing });
    const secret = scene.rockit.secretOf("taken");
    const program = (onConflict: string, read = "read"): Program => ({
      resources: [subscription("taken", { ...webhook, name: "taken", onConflict }), reading(read)],
      outputs: {
        secret: of("taken", "secret"),
        takenEvents: of("taken", "events"),
        url: of(`reads-${read}`, "url"),
        events: of(`reads-${read}`, "events"),
      },
    });

    expect(await scene.preview(program("replace", "nowhere"), { fails: true })).toContain(
      'reading ROCKIT subscription "nowhere": there is none',
    );

    const refused = await scene.refusedUp(program("fail"));
    expect(refused).toMatch(
      /creating ROCKIT subscription "taken": .*exists already: .*onConflict to "replace"/,
    );
    expect(scene.rockit.secretOf("taken")).toBe(secret);

    scene.rockit.clearRequests();
    await scene.up(program("replace"));
    expect(writesOf(/./)).toEqual(["POST taken", "DELETE taken", "POST taken"]);
    expect(await scene.stack.outputs()).toEqual({
      secret: scene.rockit.secretOf("taken"),
      takenEvents: webhook.events,
      url: existing.url,
      events: existing.events,
    });
    scene.guard(secret, scene.rockit.secretOf("taken"));
    await scene.expectSettled(program("replace"));

    scene.rockit.clearRequests();
    await scene.destroy();
    expect(writesOf(/./)).toEqual(["DELETE taken"]);
    expect([...scene.rockit.subscriptions.keys()]).toEqual(["read"]);
  });
});

test("when all of several are gone a refresh refuses to believe it, until it is told that it is meant", async () => {
  const program: Program = {
    resources: ["a", "b", "c"].map((name) => subscription(name, { ...webhook, name })),
  };
  await scene.up(program);
  for (const name of ["a", "b", "c"]) scene.rockit.remove(name);

  const { output } = await scene.refresh({ fails: true });
  expect(output).toMatch(
    /reading ROCKIT subscription ".": .* none of .*rockit:allowAllMissing \(ROCKIT_ALLOW_ALL_MISSING\)/,
  );
  expect((await scene.stack.resources()).map(({ id }) => id).sort()).toEqual(["a", "b", "c"]);

  scene.environment["ROCKIT_ALLOW_ALL_MISSING"] = "true";
  await scene.refresh();
  expect(await scene.stack.resources()).toEqual([]);
});

test("a value that is not yet known fails no preview and hides no mistake beside it", async () => {
  const program = (sender: string): Program => ({
    resources: [
      subscription("first", webhook),
      subscription("derived", { ...webhook, sender, url: concat("https://hooks.example.com/", of("first")) }),
    ],
  });
  expect(await scene.preview(program("mkraw"))).toMatch(/url *: \[unknown\].*\+ 3 to create/s);
  expect(await scene.preview(program("mkrow"), { fails: true })).toContain(
    "resource 'derived' has a problem: sender must be one of dltar, mkraw or deploy; did you mean mkraw?",
  );
  expect(scene.rockit.requests).toEqual([]);
});

test("a name that comes back is not taken away by the deletion that an earlier, failed run left over", async () => {
  const { rockit } = scene;
  const builds = (args: object) => subscription("builds", { ...webhook, ...args });
  const withBlocked = (args: object): Program => ({
    resources: [builds(args), subscription("blocked", { ...webhook, name: "theirs" })],
  });
  await scene.up({ resources: [builds({ name: "first" })] });
  // The old one can't be deleted yet.
  rockit.faults.inject(
    { kind: "status", status: 503, acts: false },
    { route: "DELETE /be/v1/subscriptions/:name", times: 50 },
  );
  await scene.refusedUp({ resources: [builds({ name: "second" })] });
  await rockit.faults.heal();
  // The name comes back in a run that fails elsewhere, and so deletes nothing.
  rockit.add({ ...webhook, name: "theirs" } as never);
  const back = { name: "first", onConflict: "replace" };
  await scene.refusedUp(withBlocked(back));
  const secret = rockit.secretOf("first");
  rockit.remove("theirs");
  await scene.up(withBlocked(back));
  expect([...rockit.subscriptions.keys()].sort()).toEqual(["first", "theirs"]);
  expect(rockit.secretOf("first")).toBe(secret);
  await scene.expectSettled(withBlocked(back));
});

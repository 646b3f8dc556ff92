// Drift, credentials, adoption, reads and deletion of Durst objects on the real engine.
import { beforeEach, expect, test } from "vitest";
import { describeVariants } from "../helpers/program-variants.ts";
import { outputOf, type Program } from "../helpers/project.ts";
import { changesIn, Scene } from "../helpers/scene.ts";

const password = "canary-password/+1";
const key = 'canary-"key"/2';

const subscriber = (name: string, args: object = {}, opts = {}) =>
  ({
    type: "DurstSubscriber",
    name,
    args: { hostUri: `https://${name}.example/`, externalAuthType: "NONE", ...args },
    opts,
  }) as const;
const xauthArgs = { externalAuthType: "XAUTH", xAuthInfo: { user: "durst", password } };
const signingArgs = {
  externalAuthType: "JWT_SIGNING",
  jwtSigningInfo: { httpHeaderName: "x-signature", key },
};
const subscription = (name: string, subscriberName: string, args: object = {}, opts = {}) =>
  ({
    type: "DurstSubscription",
    name,
    args: { subscriberId: outputOf(subscriberName), topic: "STATUS/PRODUCTION_JOB/*", path: name, ...args },
    opts,
  }) as const;

let scene: Scene;

const writes = () =>
  scene.durst.writes().map(({ method, path }) => `${method} ${path.replace("/api/v1/subscribers", "")}`);

/** The id of the subscriber whose resource has this name. */
function subscriberIdOf(name: string): number {
  const found = [...scene.durst.subscribers.values()].filter(
    ({ hostUri }) => hostUri === `https://${name}.example/`,
  );
  expect(found).toHaveLength(1);
  return found[0]?.id ?? 0;
}

/** All subscribers and subscriptions on the server, a line each. */
const serverContents = () =>
  [...scene.durst.subscribers.values()].flatMap(({ id, hostUri, externalAuthType }) => [
    `${hostUri} ${externalAuthType}`,
    ...[...scene.durst.subscriptions(id).values()].map(
      ({ topic, path, status }) => `${hostUri}${path} ${topic} ${status}`,
    ),
  ]);

await describeVariants(["dynamic", "yaml"], (variant) => {
  beforeEach(async () => {
    scene = await Scene.start({ variant });
    scene.forbidSecrets(password, key);
    return () => scene[Symbol.asyncDispose]();
  });

  test("a refresh shows that credentials changed but not their values; the next `up` restores them and sends no mask", async () => {
    const program: Program = {
      resources: [subscriber("xauth", xauthArgs), subscriber("signing", signingArgs)],
    };
    await scene.up(program);
    const others = ["someone-else's-password", "someone-else's-key"] as const;
    scene.forbidSecrets(...others);
    scene.durst.editSubscriber(subscriberIdOf("xauth"), {
      xAuthInfo: { user: "durst", password: others[0] },
    });
    scene.durst.editSubscriber(subscriberIdOf("signing"), {
      jwtSigningInfo: { httpHeaderName: "x-signature", method: "HS256", key: others[1] },
    });

    const drift = await scene.expectDrift();
    // The engine shows the differences of either the plan or the state.
    const fingerprint = [expect.stringMatching(/^~ credentialFingerprint: "\w+" => "\w+"$/)];
    expect(changesIn(drift)).toEqual(
      variant === "dynamic"
        ? { signing: fingerprint, xauth: fingerprint }
        : {
            signing: ["~ jwtSigningInfo: {", "~ key: [secret] => [secret]"],
            xauth: ["~ xAuthInfo: {", "~ password: [secret] => [secret]"],
          },
    );

    scene.durst.clearRequests();
    await scene.refresh();
    await scene.up(program);
    const updates = ["xauth", "signing"].map((name) => `PUT /${subscriberIdOf(name)}`);
    expect(writes().sort()).toEqual(updates.sort());
    expect(scene.durst.credentialOf(subscriberIdOf("xauth"))).toBe(password);
    expect(scene.durst.credentialOf(subscriberIdOf("signing"))).toBe(key);
    expect(scene.durst.subscribersHoldingAMask()).toEqual([]);
    await scene.expectSettled(program);

    // If each read returns another mask, a changed credential is invisible, and there is no false drift.
    scene.durst.behaviour.masking = "fresh";
    const more: Program = { resources: [...program.resources, subscriber("later", xauthArgs)] };
    await scene.up(more);
    await scene.expectSettled(more);
  });

  test("drift: each edited field and each removal is shown and repaired", async () => {
    const program: Program = {
      resources: [
        subscriber("by-host"),
        subscriber("by-user", xauthArgs),
        subscriber("by-header", signingArgs),
        subscriber("by-auth", xauthArgs),
        subscriber("parent"),
        subscription("by-topic", "parent"),
        subscription("by-path", "parent"),
        subscription("by-no-path", "parent"),
        subscription("inactive", "parent"),
        subscription("removed", "parent"),
        subscription("untouched", "parent", { path: "a/b/" }),
        subscriber("removed-parent"),
        subscription("orphan", "removed-parent"),
      ],
    };
    await scene.up(program);
    const declared = serverContents().sort();
    const { durst } = scene;
    const parent = subscriberIdOf("parent");
    const numberAt = (path: string) => {
      const all = [...durst.subscriptions(parent).values()];
      return all.find((one) => one.path === `${path}/`)?.id ?? 0;
    };

    durst.editSubscriber(subscriberIdOf("by-user"), { xAuthInfo: { user: "someone", password } });
    durst.editSubscriber(subscriberIdOf("by-header"), {
      jwtSigningInfo: { httpHeaderName: "x-other", method: "HS256", key },
    });
    durst.editSubscriber(subscriberIdOf("by-auth"), { externalAuthType: "NONE", xAuthInfo: undefined });
    durst.editSubscription(parent, numberAt("by-topic"), { topic: "STATUS/*" });
    durst.editSubscription(parent, numberAt("inactive"), { status: "INACTIVE" });
    durst.removeSubscription(parent, numberAt("removed"));
    durst.editSubscription(parent, numberAt("by-no-path"), { path: undefined });
    durst.editSubscription(parent, numberAt("by-path"), { path: "elsewhere" });
    durst.removeSubscriber(subscriberIdOf("removed-parent"));
    durst.editSubscriber(subscriberIdOf("by-host"), { hostUri: "https://elsewhere.example/" });

    const drift = await scene.expectDrift();
    expect(changesIn(drift)).toEqual({
      "by-user": ["~ xAuthInfo: {", '~ user: "durst" => "someone"'],
      "by-header": ["~ jwtSigningInfo: {", '~ httpHeaderName: "x-signature" => "x-other"'],
      "by-auth": [
        ...(variant === "dynamic" ? [expect.stringContaining("- credentialFingerprint")] : []),
        '~ externalAuthType: "XAUTH" => "NONE"',
      ],
      "by-host": ['~ hostUri: "https://by-host.example/" => "https://elsewhere.example/"'],
      "by-topic": ['~ topic: "STATUS/PRODUCTION_JOB/*" => "STATUS/*"'],
      "by-path": ['~ path: "by-path" => "elsewhere/"'],
      "by-no-path": ['- path: "by-no-path"'],
      inactive: ['~ status: "ACTIVE" => "INACTIVE"'],
      removed: ["(delete)"],
      "removed-parent": ["(delete)"],
      orphan: ["(delete)"],
    });

    await scene.refresh();
    await scene.up(program);
    expect(serverContents().sort()).toEqual(declared);
    expect(durst.subscribers.get(subscriberIdOf("by-user"))?.xAuthInfo).toEqual(xauthArgs.xAuthInfo);
    expect(durst.credentialOf(subscriberIdOf("by-header"))).toBe(key);
    expect(durst.subscribersHoldingAMask()).toEqual([]);
    await scene.expectSettled(program);
  });

  test("existing objects are adopted without a duplicate or only read, moved without a gap, and deleted as far as Durst can", async () => {
    const { durst } = scene;
    const none = { externalAuthType: "NONE" } as const;
    const job = { topic: "STATUS/*", status: "ACTIVE" } as const;
    const taken = durst.addSubscriber({ ...none, hostUri: "https://before.example/" });
    const takenJob = durst.addSubscription(taken, { ...job, path: "before" });
    const retained = durst.addSubscriber({
      hostUri: "https://retained.example/",
      externalAuthType: "XAUTH",
      xAuthInfo: { user: "durst", password },
    });
    const retainedJob = durst.addSubscription(retained, { ...job, path: "retained-job" });
    const read = durst.addSubscriber({ ...none, hostUri: "https://read.example/" });
    const readJob = durst.addSubscription(read, { ...job, path: "read" });
    const retain = { retainOnDelete: true };
    const program = (host: string, missing = ""): Program => ({
      resources: [
        subscriber("taken", { ...signingArgs, existingId: taken }),
        subscription("taken-job", "taken", { existingId: takenJob }),
        subscriber("retained", { ...xauthArgs, existingId: `${retained}` }, retain),
        subscription("retained-job", "retained", { existingId: retainedJob }, retain),
        subscriber("other"),
        subscription("moving", host),
        { type: "DurstSubscriber", name: "reads", get: `${read}${missing}` },
        { type: "DurstSubscription", name: "reads-job", get: `${read}/${readJob}` },
      ],
      outputs: {
        host: outputOf("reads", "hostUri"),
        topic: outputOf("reads-job", "topic"),
        moving: outputOf("moving"),
      },
    });

    const refused = await scene.preview(program("taken", "0"), { fails: true });
    expect(refused).toContain(
      variant === "dynamic"
        ? `reading Durst subscriber ${read}0: it does not exist`
        : `resource '${read}0' does not exist`,
    );
    durst.clearRequests();

    await scene.up(program("taken"));
    expect(
      writes()
        .filter((write) => write.startsWith("PUT"))
        .sort(),
    ).toEqual(
      [
        `PUT /${taken}`,
        `PUT /${taken}/subscriptions/${takenJob}`,
        `PUT /${retained}`,
        `PUT /${retained}/subscriptions/${retainedJob}`,
      ].sort(),
    );
    expect(
      writes()
        .filter((write) => write.startsWith("POST"))
        .sort(),
    ).toEqual([`POST /${taken}/subscriptions/create`, "POST /create"].sort());
    const moved = { from: `${taken}/${takenJob + 1}`, to: subscriberIdOf("other") };
    expect(await scene.stack.outputs()).toEqual({
      host: "https://read.example/",
      topic: job.topic,
      moving: moved.from,
    });
    await scene.expectSettled(program("taken"));

    durst.clearRequests();
    await scene.up(program("other"));
    expect(writes()).toEqual([
      `POST /${moved.to}/subscriptions/create`,
      `PUT /${moved.from.replace("/", "/subscriptions/")}`,
    ]);
    await scene.expectSettled(program("other"));

    await scene.destroy();
    const jobs = "STATUS/PRODUCTION_JOB/*";
    expect(serverContents().sort()).toEqual(
      [
        "https://taken.example/ NONE",
        `https://taken.example/taken-job/ ${jobs} INACTIVE`,
        `https://taken.example/moving/ ${jobs} INACTIVE`,
        "https://retained.example/ XAUTH",
        `https://retained.example/retained-job/ ${jobs} ACTIVE`,
        "https://read.example/ NONE",
        "https://read.example/read/ STATUS/* ACTIVE",
        "https://other.example/ NONE",
        `https://other.example/moving/ ${jobs} INACTIVE`,
      ].sort(),
    );
    expect(durst.credentialOf(taken)).toBeUndefined();
    expect(durst.credentialOf(retained)).toBe(password);
  });

  test("the unknown id of a new subscriber fails no preview and hides no mistake in other arguments", async () => {
    const program = (topic: string): Program => ({
      resources: [subscriber("press"), subscription("jobs", "press", { topic })],
    });
    expect(await scene.preview(program("STATUS/MOTIF/*"))).toMatch(
      /subscriberId *: \[unknown\].*\+ 3 to create/s,
    );
    expect(await scene.preview(program("STATUS/MOTIV/*"), { fails: true })).toMatch(
      /resource 'jobs' has a problem: topic must be .*; did you mean STATUS\/MOTIF\/…\?/,
    );
    expect(scene.durst.requests).toEqual([]);
  });
});

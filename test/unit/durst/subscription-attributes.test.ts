import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { durstSubscriptionLifecycle } from "../../../provider/durst/subscription-lifecycle.ts";
import { UNKNOWN } from "../../../provider/resource/unknown.ts";
import { durstRunOf, engineOf } from "../../helpers/lifecycles.ts";
import { type DurstSimulator, startDurst } from "../../simulators/index.ts";

const plain = { subscriberId: 17, topic: "STATUS/PRODUCTION_JOB/*" };
const full = { ...plain, path: "a/b", status: "INACTIVE", publishInitialState: true };

let server: DurstSimulator;
const start = () => engineOf(durstSubscriptionLifecycle, durstRunOf(server));

beforeEach(async () => {
  server = await startDurst();
  server.addSubscriber({ hostUri: "https://press.example/", externalAuthType: "NONE" });
});
afterEach(() => server.close());

describe("an attribute", () => {
  it.each([
    ["topic", "changed", plain, { ...plain, topic: "STATUS/MOTIF/7" }, { topic: "STATUS/MOTIF/7" }],
    ["path", "set", plain, { ...plain, path: "a" }, { path: "a/" }],
    ["path", "changed", { ...plain, path: "a" }, { ...plain, path: "a/b/c" }, { path: "a/b/c/" }],
    ["path", "cleared", { ...plain, path: "a" }, plain, { path: undefined }],
    ["status", "set", plain, { ...plain, status: "INACTIVE" }, { status: "INACTIVE" }],
    [
      "status",
      "changed",
      { ...plain, status: "INACTIVE" },
      { ...plain, status: "ACTIVE" },
      { status: "ACTIVE" },
    ],
    ["status", "cleared to its default", { ...plain, status: "INACTIVE" }, plain, { status: "ACTIVE" }],
  ] as const)("%s %s is one PUT, and settled after it", async (field, _how, was, wanted, stored) => {
    const known = await start().create({ ...was });
    const plan = { changes: [field], replaces: [], deleteBeforeReplace: false };
    expect(start().plan(known, { ...wanted })).toEqual(plan);
    server.clearRequests();
    const changed = await start().change(known, { ...wanted });
    expect(server.writes().map(({ method }) => method)).toEqual(["PUT"]);
    expect({ path: undefined, ...server.subscriptions(17).get(4) }).toMatchObject(stored);
    server.clearRequests();
    expect(await start().refresh(changed)).toEqual(changed);
    await start().change(changed, { ...wanted });
    expect(server.writes()).toEqual([]);
  });

  it.each([
    ["status left out", plain, { ...plain, status: "ACTIVE" }],
    ["status given as its default", { ...plain, status: "ACTIVE" }, plain],
    ["a slash at the end of path", { ...plain, path: "a/b" }, { ...plain, path: "a/b/" }],
    ["no slash at the end of path", { ...plain, path: "a/b/" }, { ...plain, path: "a/b" }],
    ["publishInitialState set later", plain, { ...plain, publishInitialState: true }],
    ["publishInitialState changed", full, { ...full, publishInitialState: false }],
    ["publishInitialState cleared", full, { ...full, publishInitialState: undefined }],
    ["the subscriber's id for its number", plain, { ...plain, subscriberId: "17" }],
  ])("that means the same plans nothing: %s", async (_what, was, wanted) => {
    const known = await start().create(was);
    expect(start().plan(known, wanted).changes).toEqual([]);
    expect(await start().refresh(known)).toEqual(known);
    await server.idle();
  });

  it.each(["topic", "path", "status"])(
    "%s that is unknown in a preview is a change in place",
    async (field) => {
      const known = await start().create(full);
      expect(start().plan(known, { ...full, [field]: UNKNOWN })).toMatchObject({
        changes: [field],
        replaces: [],
      });
      await server.idle();
    },
  );

  it.each(["subscriberId", "existingId"])("%s that is unknown in a preview replaces", async (field) => {
    const known = await start().create(plain);
    expect(start().plan(known, { ...plain, [field]: UNKNOWN }).replaces).toEqual([field]);
  });
});

describe.each(["omitted", "null"] as const)("a server whose absent fields are %s", (absentFields) => {
  it.each([plain, full])("reads back %j without a change", async (declared) => {
    Object.assign(server.behaviour, { absentFields });
    const known = await start().create(declared);
    expect(await start().refresh(known)).toEqual(known);
    expect(start().plan(known, declared).changes).toEqual([]);
    await server.idle();
  });
});

describe("a subscription whose subscriber is gone", () => {
  beforeEach(() => void server.clearRequests());
  const orphaned = async () => {
    const known = await start().create(plain);
    server.removeSubscriber(17);
    server.clearRequests();
    return known;
  };

  it("is gone too", async () => {
    expect(await start().refresh(await orphaned())).toBeUndefined();
  });

  it("is deleted already", async () => {
    await start().delete(await orphaned());
    expect(server.writes().map(({ status }) => status)).toEqual([404]);
  });

  it("can't be changed, and the words say what to do", async () => {
    const changing = start().change(await orphaned(), { ...plain, topic: "STATUS/*" });
    await expect(changing).rejects.toMatchObject({
      name: "PreconditionError",
      message: "the server has it no more: run `pulumi refresh`, then `pulumi up` to create it again",
    });
  });

  it("is created anew with the next subscriber, and the old one counts as deleted", async () => {
    const known = await orphaned();
    const next = server.addSubscriber({ hostUri: "https://press.example/", externalAuthType: "NONE" });
    const changed = await start().change(known, { ...plain, subscriberId: next });
    expect(changed.id).toBe("18/4");
    expect(server.subscriptions(18).get(4)).toMatchObject({ topic: plain.topic, status: "ACTIVE" });
  });
});

describe("a near miss", () => {
  const rule =
    "topic must be STATUS/*, STATUS/<ENTITY>/* or STATUS/<ENTITY>/<id>, with an entity of MOTIF, ARTICLE, PRODUCTION_JOB, PRINT_ORDER";

  it.each([
    ["STATUS/MOTIV/*", "; did you mean STATUS/MOTIF/…?"],
    ["STATUS/motif/*", "; did you mean STATUS/MOTIF/…?"],
    ["STATUS/ARTICEL/7", "; did you mean STATUS/ARTICLE/…?"],
    ["STATUS/PRODUCTIONJOB/*", "; did you mean STATUS/PRODUCTION_JOB/…?"],
    ["STATUS/PRINT-ORDER/*", "; did you mean STATUS/PRINT_ORDER/…?"],
    ["status/MOTIF/*", "; did you mean STATUS/MOTIF/…?"],
    ["STATUS/CUSTOMER/*", ""],
    ["STATUS", ""],
    ["", ""],
    ["EVENTS/MOTIF/*", ""],
    [17, ""],
  ])("of a topic is answered with the one that was probably meant: %j", (topic, suggestion) => {
    expect(start().failures({ ...plain, topic })).toEqual([`${rule}${suggestion}`]);
  });

  it.each([
    ["active", "; did you mean ACTIVE?"],
    ["INACTIV", "; did you mean INACTIVE?"],
    ["PAUSED", ""],
  ])("of a status too: %j", (status, suggestion) => {
    expect(start().failures({ ...plain, status })).toEqual([
      `status must be one of ACTIVE or INACTIVE${suggestion}`,
    ]);
  });
});

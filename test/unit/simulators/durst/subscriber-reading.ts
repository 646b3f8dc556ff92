import { describe, expect, test } from "vitest";
import { type DurstOptions, startDurst } from "../../../simulators/index.ts";
import { call, durstClient, rawStatus, sharedServer, startDurstWithSubscribers } from "../http.ts";
import { jwtSigning, unauthenticated, xAuth } from "./subscriber-samples.ts";

describe("secrets", () => {
  async function readPasswords(options: DurstOptions) {
    await using durst = await startDurst(options);
    const { post, get } = await durstClient(durst);
    const create = async (password: string) =>
      (await post("/subscribers/create", { ...xAuth, xAuthInfo: { user: "u", password } })).json();
    const first = await create("one");
    const [same, other] = [await create("one"), await create("two")];
    const again = (await get("/subscribers/17")).json();
    return [first, again, same, other].map(({ xAuthInfo }) => xAuthInfo.password);
  }

  test("deterministic: equal secrets have equal masks, different secrets different masks", async () => {
    const [first, again, same, other] = await readPasswords({ masking: "deterministic" });
    expect(again).toBe(first);
    expect(same).toBe(first);
    expect(other).not.toBe(first);
  });

  test("fresh: every answer has another mask", async () => {
    expect(new Set(await readPasswords({ masking: "fresh" })).size).toBe(4);
  });

  test("two servers mask a secret differently, unless they have the same maskingKey", async () => {
    const [one] = await readPasswords({});
    const [other] = await readPasswords({});
    expect(one).not.toBe(other);
    const [keyed] = await readPasswords({ maskingKey: "k" });
    expect(await readPasswords({ maskingKey: "k" })).toContain(keyed);
  });

  test("no answer contains a plaintext secret", async () => {
    await using durst = await startDurst();
    const { post, get, put } = await durstClient(durst);
    const body = { ...jwtSigning, jwtSigningInfo: { ...jwtSigning.jwtSigningInfo, key: "canary-key" } };
    const answers = [await post("/subscribers/create", body), await put("/subscribers/17", body)];
    answers.push(await get("/subscribers/17"));
    for (const { text } of answers) expect(text).not.toContain("canary");
    expect(durst.credentialOf(17)).toBe("canary-key");
  });

  test.each([
    ["deterministic", xAuth],
    ["fresh", jwtSigning],
  ] as const)(
    "%s: a mask that is sent back becomes the secret, and the simulator reports it",
    async (masking, body) => {
      await using durst = await startDurst({ masking });
      const { post, put } = await durstClient(durst);
      const { id, ...readBack } = (await post("/subscribers/create", body)).json();
      expect(durst.subscribersHoldingAMask()).toEqual([]);
      expect((await put(`/subscribers/${id}`, readBack)).status).toBe(201);
      expect(durst.credentialOf(id)).toBe(
        (readBack.xAuthInfo?.password ?? readBack.jwtSigningInfo.key) as string,
      );
      expect(durst.subscribersHoldingAMask()).toEqual([id]);
      await put(`/subscribers/${id}`, body);
      expect(durst.subscribersHoldingAMask()).toEqual([]);
    },
  );
});

describe("reading", () => {
  const getServer = sharedServer(startDurstWithSubscribers);

  test("absentFields null: fields that are not set read back as null", async () => {
    await using durst = await startDurst({ absentFields: "null" });
    const id = durst.addSubscriber({ hostUri: "http://h", externalAuthType: "NONE" });
    const { get } = await durstClient(durst);
    const body = (await get(`/subscribers/${id}`)).json();
    expect(body).toMatchObject({ xAuthInfo: null, jwtSigningInfo: null });
  });

  test.each([
    ["GET", "/subscribers"],
    ["GET", "/subscribers/"],
    ["GET", "/subscribers/19"],
    ["GET", "/subscribers/0"],
    ["GET", "/subscribers/017"],
    ["GET", "/subscribers/+17"],
    ["GET", "/subscribers/17.0"],
    ["GET", "/subscribers/seventeen"],
    ["GET", "/subscribers/4294967313"],
    ["GET", "/subscribers/create"],
    ["GET", "/subscribers/17/"],
    ["GET", "/Subscribers/17"],
    ["HEAD", "/subscribers/17"],
    ["DELETE", "/subscribers/17"],
    ["PATCH", "/subscribers/17"],
    ["POST", "/subscribers"],
    ["POST", "/subscribers/17"],
    ["PUT", "/subscribers/19"],
    ["GET", "/nowhere"],
    ["GET", "/subscribers/%zz"],
  ])("%s %s gets an empty 404", async (method, path) => {
    const { durst, token } = getServer();
    const headers = { "x-auth-token": token };
    const body = method === "PUT" ? { body: unauthenticated } : {};
    const answer = await call(durst.endpoint, { method, path: `/api/v1${path}`, headers, ...body });
    expect(answer).toMatchObject({ status: 404, text: "" });
    expect(durst.subscribers.size).toBe(2);
  });

  test("a GET with a query or a body gets 400", async () => {
    await using durst = await startDurst();
    const id = durst.addSubscriber({ hostUri: "http://h", externalAuthType: "NONE" });
    const { token, get } = await durstClient(durst);
    expect((await get(`/subscribers/${id}?fields=id`)).status).toBe(400);
    const headers = { "x-auth-token": token, "content-length": 2 };
    expect(await rawStatus(durst.endpoint, `GET /api/v1/subscribers/${id}`, headers, "{}")).toBe(400);
  });

  test("the simulator's own methods edit and remove a subscriber", async () => {
    await using durst = await startDurst();
    const { get } = await durstClient(durst);
    const id = durst.addSubscriber({ ...xAuth, externalAuthType: "XAUTH" });
    durst.editSubscriber(id, { externalAuthType: "NONE", xAuthInfo: undefined, hostUri: "moved:80" });
    expect((await get(`/subscribers/${id}`)).json()).toEqual({
      id,
      hostUri: "moved:80",
      externalAuthType: "NONE",
    });
    durst.removeSubscriber(id);
    expect(await get(`/subscribers/${id}`)).toMatchObject({ status: 404, text: "" });
    expect(() => durst.editSubscriber(id, {})).toThrow("no such");
    expect(() => durst.removeSubscriber(id)).toThrow("no such");
  });
});

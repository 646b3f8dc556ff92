import proto from "@pulumi/pulumi/proto/provider_pb.js";
import { beforeEach, expect, it } from "vitest";
import { EngineLog } from "../../../provider/native/engine-log.ts";
import { serviceOf } from "../../../provider/native/service.ts";
import { GracefulShutdown } from "../../../provider/resource/graceful-shutdown.ts";
import type { Properties } from "../../../provider/resource/properties.ts";
import { referenceOf } from "../../../provider/resource/reference.ts";
import { UNKNOWN } from "../../../provider/resource/unknown.ts";
import { vendors } from "../../../provider/vendors.ts";
import { clientOf, type ServiceClient } from "../../chaos/model/adapters/grpc.ts";
import { plainOf, plaintextPaths, secret, structOf } from "../../chaos/model/adapters/struct.ts";

type Message<Type extends new () => object> = InstanceType<Type>;

const subscription = { sender: "mkraw", events: ["end"], type: "webhook", url: "https://h.example/" };
const urn = "urn:pulumi:dev::shop::rockit-durst:rockit:Subscription::builds";

let caller: ServiceClient;

beforeEach(async () => {
  const [log, shutdown] = [new EngineLog(), new GracefulShutdown()];
  caller = await clientOf(serviceOf({ vendors, version: "0.0.0", schema: () => "{}", log, shutdown }));
  return () => caller.end();
});

async function check(method: "check" | "checkConfig", news: Properties, olds: Properties = {}) {
  const request = new proto.CheckRequest();
  request.setUrn(urn);
  request.setOlds(structOf(olds));
  request.setNews(structOf(news));
  const response = await caller.call<Message<typeof proto.CheckResponse>>(method, request);
  return {
    struct: response.getInputs(),
    inputs: plainOf(response.getInputs()),
    reasons: response.getFailuresList().map((failure) => failure.getReason()),
  };
}

it("namePrefix, the mark of a generated name, is not an argument", async () => {
  const { reasons } = await check("check", { ...subscription, namePrefix: "builds" });
  expect(reasons).toEqual(["namePrefix is not an argument"]);
});

it('with ignoreChanges: ["*"] the mark of a generated name is accepted from the state', async () => {
  const { inputs } = await check("check", subscription);
  expect(inputs).toMatchObject({ namePrefix: "builds" });
  const again = await check("check", { ...inputs }, inputs);
  expect(again).toMatchObject({ inputs, reasons: [] });
});

it('with ignoreChanges: ["*"] the reference of a dynamic resource is removed from the inputs', async () => {
  const inputs = { ...subscription, name: "builds", ...referenceOf({ name: "rockit:Subscription" }) };
  const { reasons, inputs: checked } = await check("check", inputs, inputs);
  expect({ reasons, reference: checked["__provider"] }).toEqual({ reasons: [], reference: undefined });
});

it("an import with an invalid id names the given id", async () => {
  const request = new proto.ReadRequest();
  request.setUrn("urn:pulumi:dev::shop::rockit-durst:durst:Subscriber::press");
  request.setId("press");
  request.setProperties(structOf({}));
  await expect(caller.call("read", request)).rejects.toThrow(/press/);
});

it.each<[string, Properties, string[]]>([
  ["a JSON text that holds a key", { rockit: JSON.stringify({ apiKey: "canary" }) }, ["rockit"]],
  ["an object that holds a password", { durst: { username: "me", password: "canary" } }, ["durst"]],
  ["no secret", { durst: JSON.stringify({ username: "me" }) }, []],
])("a provider's arguments become secret if they contain a credential: %s", async (_what, args, secrets) => {
  const { struct, inputs } = await check("checkConfig", args);
  expect(inputs).toEqual(args);
  const open = plaintextPaths(struct, Object.keys(args));
  expect(Object.keys(args).filter((name) => !open.includes(name))).toEqual(secrets);
});

it("a provider's arguments keep their secret marks", async () => {
  const { struct } = await check("checkConfig", {
    durst: secret("{}"),
    rockit: secret('{"apiKey":"canary"}'),
  });
  expect(plaintextPaths(struct, ["rockit", "durst"])).toEqual([]);
});

it("an invalid setting is named in the spelling of `pulumi config --path`", async () => {
  const { reasons } = await check("checkConfig", { rockit: JSON.stringify({ requestTimeout: "soon" }) });
  expect(reasons).toEqual([
    expect.stringMatching(/^the setting rockit-durst:rockit\.requestTimeout .*must be/),
  ]);
});

it("the preview of an update leaves the server's outputs unknown, since they may change", async () => {
  const was = { hostUri: "https://p.example/", externalAuthType: "NONE", credentialFingerprint: "old" };
  const request = new proto.UpdateRequest();
  request.setUrn("urn:pulumi:dev::shop::rockit-durst:durst:Subscriber::press");
  request.setId("17");
  request.setOlds(structOf(was));
  request.setNews(structOf({ hostUri: "https://q.example/", externalAuthType: "NONE" }));
  request.setPreview(true);
  const response = await caller.call<Message<typeof proto.UpdateResponse>>("update", request);
  expect(plainOf(response.getProperties())).toEqual({
    ...{ hostUri: "https://q.example/", externalAuthType: "NONE" },
    credentialFingerprint: UNKNOWN,
    ...referenceOf({ name: "durst:Subscriber" }),
  });
});

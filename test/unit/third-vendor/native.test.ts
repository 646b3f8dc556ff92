// The native service with a made-up vendor.
import { Metadata, type ServiceError } from "@grpc/grpc-js";
import proto from "@pulumi/pulumi/proto/provider_pb.js";
import struct from "google-protobuf/google/protobuf/struct_pb.js";
import { expect, it } from "vitest";
import { EngineLog } from "../../../provider/native/engine-log.ts";
import { serviceOf } from "../../../provider/native/service.ts";
import { GracefulShutdown } from "../../../provider/resource/graceful-shutdown.ts";
import type { Properties } from "../../../provider/resource/properties.ts";
import { bellsVendor, startBellsServer } from "./vendor.ts";

type Handler = (
  call: { readonly request: object; readonly metadata: Metadata },
  answer: (failure: ServiceError | null, response: never) => void,
) => void;

const structOf = (properties: Properties) =>
  struct.Struct.fromJavaScript(properties as Parameters<typeof struct.Struct.fromJavaScript>[0]);

/** The service, called as the engine calls it. */
function startService() {
  const service = serviceOf({
    vendors: [bellsVendor],
    version: "1.0.0",
    schema: () => "{}",
    log: new EngineLog(),
    shutdown: new GracefulShutdown(),
  }) as unknown as Record<string, Handler>;
  const call = <Response>(method: string, request: object): Promise<Response> =>
    new Promise((resolve, reject) =>
      service[method]?.({ request, metadata: new Metadata() }, (failure, response) =>
        failure === null ? resolve(response) : reject(failure),
      ),
    );
  const callForBell = async <Response>(method: string, request: object): Promise<Response> => {
    (request as { setUrn(urn: string): void }).setUrn("urn:pulumi:dev::shop::rockit-durst:bells:Bell::door");
    return call<Response>(method, request);
  };
  return {
    configure: (args: Properties) => {
      const request = new proto.ConfigureRequest();
      request.setArgs(structOf(args));
      return call("configure", request);
    },
    async check(news: Properties) {
      const request = new proto.CheckRequest();
      request.setNews(structOf(news));
      const response = await callForBell<InstanceType<typeof proto.CheckResponse>>("check", request);
      return response.getFailuresList().map((failure) => failure.getReason());
    },
    async create(news: Properties) {
      const request = new proto.CreateRequest();
      request.setProperties(structOf(news));
      const response = await callForBell<InstanceType<typeof proto.CreateResponse>>("create", request);
      return { id: response.getId(), outputs: response.getProperties()?.toJavaScript() as Properties };
    },
    async diff(id: string, olds: Properties, news: Properties) {
      const request = new proto.DiffRequest();
      request.setId(id);
      request.setOlds(structOf(olds));
      request.setNews(structOf(news));
      const response = await callForBell<InstanceType<typeof proto.DiffResponse>>("diff", request);
      return { changes: response.getDiffsList(), replaces: response.getReplacesList() };
    },
    async read(id: string, known: Properties) {
      const request = new proto.ReadRequest();
      request.setId(id);
      request.setProperties(structOf(known));
      const response = await callForBell<InstanceType<typeof proto.ReadResponse>>("read", request);
      return { id: response.getId(), inputs: response.getInputs()?.toJavaScript() };
    },
    update(id: string, olds: Properties, news: Properties) {
      const request = new proto.UpdateRequest();
      request.setId(id);
      request.setOlds(structOf(olds));
      request.setNews(structOf(news));
      return callForBell("update", request);
    },
    delete(id: string, known: Properties) {
      const request = new proto.DeleteRequest();
      request.setId(id);
      request.setProperties(structOf(known));
      return callForBell("delete", request);
    },
  };
}

const declared = { title: "door", target: "https://a.example", token: "canary-token" };

it("a made-up vendor gets check, plan, create, read, update and delete from its definition alone", async () => {
  const { url, stored } = await startBellsServer();
  const service = startService();
  await service.configure({ bells: JSON.stringify({ endpoint: url, key: "canary-key" }) });
  expect(await service.check({ ...declared, target: "no" })).toEqual([
    "target must be an absolute URL that begins with https:// or http://",
  ]);
  expect(await service.check(declared)).toEqual([]);

  const { id, outputs } = await service.create(declared);
  expect(stored.get(id)).toMatchObject({ title: "door", target: "https://a.example" });
  // The row of `token` marks the value as secret.
  expect(outputs).toMatchObject({ title: "door", token: { value: "canary-token" } });
  expect(await service.read(id, declared)).toMatchObject({
    id,
    inputs: { title: "door", target: "https://a.example", token: { value: "canary-token" } },
  });

  const other = { ...declared, target: "https://b.example" };
  expect(await service.diff(id, declared, declared)).toEqual({ changes: [], replaces: [] });
  expect(await service.diff(id, declared, other)).toEqual({ changes: ["target"], replaces: [] });
  expect(await service.diff(id, declared, { ...declared, title: "gate" })).toMatchObject({
    replaces: ["title"],
  });
  await service.update(id, declared, other);
  expect(stored.get(id)).toMatchObject({ target: "https://b.example" });
  await service.delete(id, other);
  expect(stored.size).toBe(0);
});

it("a missing setting of a made-up vendor is named with the vendor's names", async () => {
  const service = startService();
  await service.configure({});
  await expect(service.create(declared)).rejects.toMatchObject({
    details: expect.stringMatching(
      /^creating bell door: the setting rockit-durst:bells\.endpoint is missing: .*rockit-durst:bells\.endpoint …` or the environment variable BELLS_ENDPOINT/,
    ),
  });
});

it("a setting of an unknown vendor is refused by name", async () => {
  await expect(startService().configure({ rockit: { endpoint: "canary" } })).rejects.toMatchObject({
    details: expect.stringMatching(/^rockit-durst:rockit is not a setting: valid ones are bells/),
  });
});

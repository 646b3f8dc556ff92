import type { ServiceError } from "@grpc/grpc-js";
import proto from "@pulumi/pulumi/proto/provider_pb.js";
import { DurstRun } from "../../../../provider/durst/run.ts";
import type { DurstSettings } from "../../../../provider/durst/settings.ts";
import { durst as durstVendor } from "../../../../provider/durst/vendor.ts";
import { EngineLog } from "../../../../provider/native/engine-log.ts";
import { serviceOf } from "../../../../provider/native/service.ts";
import { GracefulShutdown } from "../../../../provider/resource/graceful-shutdown.ts";
import {
  lifecycleNameOf,
  nativeTokenOf,
  type ResourceKind,
  secretPaths,
} from "../../../../provider/resource/kind.ts";
import type { Properties } from "../../../../provider/resource/properties.ts";
import { RockitRun } from "../../../../provider/rockit/run.ts";
import type { RockitSettings } from "../../../../provider/rockit/settings.ts";
import { rockit as rockitVendor } from "../../../../provider/rockit/vendor.ts";
import { clientOf, failureOf, type ServiceClient } from "./grpc.ts";
import {
  type Adapter,
  type PluginOptions,
  type Provider,
  type ResourceState,
  withLateEffectWindow,
  withShortTimeouts,
} from "./plugin.ts";
import { checkPreview } from "./preview.ts";
import { plainOf, plaintextPaths, type Struct, secret, structOf } from "./struct.ts";

type Message<Type extends new () => object> = InstanceType<Type>;

/** The native plugin's service, called over gRPC as the engine calls it. */
export const nativeAdapter: Adapter = async (options) => {
  const { requestTimeout } = options;
  const runs: { close(): Promise<void> }[] = [];
  const register = <Run extends RockitRun | DurstRun>(run: Run): Run => {
    runs.push(run);
    return withLateEffectWindow(run);
  };
  const rockit = {
    ...rockitVendor,
    connect: (settings: RockitSettings) =>
      register(new RockitRun(withShortTimeouts(settings, requestTimeout))),
  };
  const durst = {
    ...durstVendor,
    connect: (settings: DurstSettings) => register(new DurstRun(withShortTimeouts(settings, requestTimeout))),
  };
  const vendors = [rockit, durst];
  // Each plugin adds listeners to the process, and many run in this process.
  process.setMaxListeners(0);
  const [log, shutdown] = [new ConsoleLog(), new GracefulShutdown()];
  const client = await clientOf(serviceOf({ vendors, version: "0.0.0", schema: () => "{}", log, shutdown }));
  await configure(client, options);
  const kinds = vendors.flatMap(({ lifecycles }) => lifecycles.map(({ kind }) => kind));
  return {
    providers: Object.fromEntries(
      kinds.map((kind) => [lifecycleNameOf(kind), new NativeProvider(kind, client, options.reportViolation)]),
    ),
    close: async () => {
      client.end();
      await Promise.all(runs.map((run) => run.close()));
    },
  };
};

/** Receives the messages that the plugin logs to the engine. */
class ConsoleLog extends EngineLog {
  override connect(): void {}

  override async write(line: string): Promise<void> {
    console.log(line);
  }
}

/** Configures the plugin as `pulumi config --path` and SDKs do: a secret JSON text for each vendor. */
async function configure(client: ServiceClient, { rockit, durst }: PluginOptions): Promise<void> {
  const { orgName, username, apiKey } = rockit.credentials;
  const settings = {
    rockit: { endpoint: rockit.endpoint, orgName, username, apiKey },
    durst: { endpoint: durst.endpoint, ...durst.credentials },
  };
  const args = structOf(
    Object.fromEntries(
      Object.entries(settings).map(([vendor, values]) => [vendor, secret(JSON.stringify(values))]),
    ),
  );
  const checking = new proto.CheckRequest();
  checking.setNews(args);
  const checked = await client.call<Message<typeof proto.CheckResponse>>("checkConfig", checking);
  const reasons = checked.getFailuresList().map((failure) => failure.getReason());
  if (reasons.length > 0) throw new Error(reasons.join("\n"));
  const configuring = new proto.ConfigureRequest();
  configuring.setArgs(args);
  await client.call("configure", configuring);
}

/** The requests about one resource. */
interface ResourceRequest {
  setUrn(urn: string): unknown;
  setName(name: string): unknown;
  setType(type: string): unknown;
}

class NativeProvider implements Provider {
  private readonly token: string;
  private readonly secrets: readonly string[];

  constructor(
    private readonly kind: ResourceKind,
    private readonly client: ServiceClient,
    private readonly reportViolation: PluginOptions["reportViolation"],
  ) {
    this.token = nativeTokenOf(kind);
    this.secrets = secretPaths(kind);
  }

  async check(urn: string, olds: Properties, news: Properties) {
    const request = this.addressTo(urn, new proto.CheckRequest());
    request.setOlds(structOf(olds));
    request.setNews(structOf(news));
    const response = await this.callPlugin<Message<typeof proto.CheckResponse>>("check", request);
    return {
      inputs: this.storedProperties("check", response.getInputs()),
      reasons: response.getFailuresList().map((failure) => failure.getReason()),
    };
  }

  async diff(known: ResourceState, news: Properties) {
    const request = this.addressTo(known.urn, new proto.DiffRequest());
    request.setId(known.id);
    request.setOlds(structOf(known.outputs));
    request.setOldInputs(structOf(known.inputs));
    request.setNews(structOf(news));
    const response = await this.callPlugin<Message<typeof proto.DiffResponse>>("diff", request);
    return {
      changes: response.getChanges() === proto.DiffResponse.DiffChanges.DIFF_SOME,
      replaces: response.getReplacesList().length > 0,
      deletesFirst: response.getDeletebeforereplace(),
    };
  }

  async create(urn: string, news: Properties) {
    const request = this.addressTo(urn, new proto.CreateRequest());
    request.setProperties(structOf(news));
    request.setPreview(true);
    const previewed = await this.callPlugin<Message<typeof proto.CreateResponse>>("create", request);
    request.setPreview(false);
    const response = await this.callPlugin<Message<typeof proto.CreateResponse>>("create", request);
    const outputs = this.storedProperties("create", response.getProperties());
    checkPreview(this.kind, plainOf(previewed.getProperties()), outputs, this.reportViolation);
    return { id: response.getId(), outputs };
  }

  async read({ urn, id, inputs, outputs }: ResourceState) {
    const request = this.addressTo(urn, new proto.ReadRequest());
    request.setId(id);
    request.setProperties(structOf(outputs));
    request.setInputs(structOf(inputs));
    const response = await this.callPlugin<Message<typeof proto.ReadResponse>>("read", request);
    if (response.getId() === "") return undefined;
    return {
      inputs: this.storedProperties("read", response.getInputs()),
      outputs: this.storedProperties("read", response.getProperties()),
    };
  }

  async update({ urn, id, inputs, outputs }: ResourceState, news: Properties) {
    const request = this.addressTo(urn, new proto.UpdateRequest());
    request.setId(id);
    request.setOlds(structOf(outputs));
    request.setOldInputs(structOf(inputs));
    request.setNews(structOf(news));
    request.setPreview(true);
    const previewed = await this.callPlugin<Message<typeof proto.UpdateResponse>>("update", request);
    request.setPreview(false);
    const response = await this.callPlugin<Message<typeof proto.UpdateResponse>>("update", request);
    const updated = this.storedProperties("update", response.getProperties());
    checkPreview(this.kind, plainOf(previewed.getProperties()), updated, this.reportViolation);
    return updated;
  }

  async delete({ urn, id, inputs, outputs }: ResourceState) {
    const request = this.addressTo(urn, new proto.DeleteRequest());
    request.setId(id);
    request.setProperties(structOf(outputs));
    request.setOldInputs(structOf(inputs));
    await this.callPlugin("delete", request);
  }

  private addressTo<Request extends ResourceRequest>(urn: string, request: Request): Request {
    request.setUrn(`urn:pulumi:dev::shop::${this.token}::${urn}`);
    request.setName(urn);
    request.setType(this.token);
    return request;
  }

  private async callPlugin<Response>(method: string, request: object): Promise<Response> {
    try {
      return await this.client.call<Response>(method, request);
    } catch (failure) {
      const { message, partial } = failureOf(failure as ServiceError);
      const error = Object.assign(new Error(message), { code: codeOf(message) });
      if (partial === undefined) throw error;
      const { id, properties, reasons } = partial;
      throw Object.assign(error, {
        id,
        reasons,
        properties: this.storedProperties(`unfinished ${method}`, properties),
      });
    }
  }

  /** The values for the state; every secret must be marked, even if the program marked none. */
  private storedProperties(method: string, struct: Struct | undefined): Properties {
    for (const path of plaintextPaths(struct, this.secrets))
      this.reportViolation("leak", `${method} of a ${this.kind.noun}: ${path} would be stored in plain text`);
    return plainOf(struct);
  }
}

/** An internal or unexplained failure of the plugin is a defect. */
const codeOf = (message: string) =>
  /internal error|\n/.test(message) || !/^\w+ing .+: ./.test(message) ? "bug" : "explained";

// Requests of the engine that only a native plugin receives.
import type { ServiceError } from "@grpc/grpc-js";
import provider from "@pulumi/pulumi/proto/provider_pb.js";
import empty from "google-protobuf/google/protobuf/empty_pb.js";
import { expect } from "vitest";
import { nativeTokenOf, type ResourceKind } from "../../provider/resource/kind.ts";
import { withoutReference } from "../../provider/resource/reference.ts";
import { adapters } from "./adapters.ts";
import {
  type OperationResult,
  resultOf,
  startPlugin,
  structOf,
  unwrapSecrets,
  type Values,
} from "./plugin.ts";

const { AutonamingOptions } = provider.CheckRequest;
const kindNames = Object.entries(provider.PropertyDiff.Kind);

interface CheckOptions {
  /** The `pulumi:autonaming` setting: the mode, and the name that the engine proposes. */
  readonly autonaming?: readonly [mode: keyof typeof AutonamingOptions.Mode, proposed: string];
  readonly randomSeed?: string;
  readonly olds?: Values;
  /** The resource's name in the program. */
  readonly resource?: string;
}

interface CallOptions {
  readonly preview?: true;
  /** Seconds. */
  readonly timeout?: number;
}

/** Starts the native plugin with these environment variables. */
export async function startNative(environment: Readonly<Record<string, string>>) {
  const adapter = adapters.find(({ name }) => name === "native") ?? expect.fail("there is no native adapter");
  const plugin = await startPlugin(adapter, { PATH: process.env["PATH"] ?? "", ...environment });
  const { call } = plugin;
  const urnOf = (kind: ResourceKind, resource = "one") =>
    `urn:pulumi:dev::shop::${nativeTokenOf(kind)}::${resource}`;
  const unwrap = (values: Parameters<typeof unwrapSecrets>[0]) =>
    withoutReference(unwrapSecrets(values) as Values);
  const valuesIn = (values: { toJavaScript(): unknown } | undefined) => unwrap(values?.toJavaScript() ?? {});
  const failureOf = (responding: Promise<object>): Promise<string> =>
    responding.then(
      () => "",
      ({ details }: ServiceError) => details,
    );
  return {
    ...plugin,

    async check(
      kind: ResourceKind,
      news: Values,
      { autonaming, randomSeed, olds = {}, resource }: CheckOptions = {},
    ) {
      const request = new provider.CheckRequest();
      request.setUrn(urnOf(kind, resource));
      request.setOlds(structOf(olds));
      request.setNews(structOf(news));
      if (randomSeed !== undefined) request.setRandomseed(Buffer.from(randomSeed));
      if (autonaming !== undefined) {
        const [mode, proposed] = autonaming;
        const options = new AutonamingOptions();
        options.setMode(AutonamingOptions.Mode[mode]);
        options.setProposedName(proposed);
        request.setAutonaming(options);
      }
      const response = await call<InstanceType<typeof provider.CheckResponse>>("check", request);
      const reasons = response.getFailuresList().map((failure) => failure.getReason());
      return { inputs: valuesIn(response.getInputs()), reasons };
    },

    /** The kind of change of each property, by path, and whether deletion precedes the replacement. */
    async diff(kind: ResourceKind, id: string, olds: Values, news: Values) {
      const request = new provider.DiffRequest();
      request.setUrn(urnOf(kind));
      request.setId(id);
      request.setOlds(structOf(olds));
      request.setNews(structOf(news));
      const response = await call<InstanceType<typeof provider.DiffResponse>>("diff", request);
      const paths = response.getDetaileddiffMap().getEntryList() as unknown as [string, unknown[]][];
      const details = paths.map(([path]) => {
        const detail = response.getDetaileddiffMap().get(path);
        return [path, kindNames.find(([, kindOfDiff]) => kindOfDiff === detail?.getKind())?.[0]];
      });
      return {
        deleteBeforeReplace: response.getDeletebeforereplace(),
        paths: Object.fromEntries(details) as Record<string, string>,
      };
    },

    create(
      kind: ResourceKind,
      news: Values,
      { preview, timeout }: CallOptions = {},
    ): Promise<OperationResult> {
      const request = new provider.CreateRequest();
      request.setUrn(urnOf(kind));
      request.setProperties(structOf(news));
      request.setPreview(preview ?? false);
      request.setTimeout(timeout ?? 0);
      return resultOf<InstanceType<typeof provider.CreateResponse>>(call("create", request), valuesIn);
    },

    update(
      kind: ResourceKind,
      id: string,
      olds: Values,
      news: Values,
      { preview, timeout }: CallOptions = {},
    ) {
      const request = new provider.UpdateRequest();
      request.setUrn(urnOf(kind));
      request.setId(id);
      request.setOlds(structOf(olds));
      request.setNews(structOf(news));
      request.setPreview(preview ?? false);
      request.setTimeout(timeout ?? 0);
      return resultOf<InstanceType<typeof provider.UpdateResponse>>(call("update", request), valuesIn);
    },

    /** The error of creating a resource of any type; empty if the call succeeds. */
    createFailure(token: string): Promise<string> {
      const request = new provider.CreateRequest();
      request.setUrn(`urn:pulumi:dev::shop::${token}::one`);
      request.setProperties(structOf({}));
      return failureOf(call("create", request));
    },

    async invoke(token: string, args: Values, { preview }: CallOptions = {}): Promise<Values> {
      const request = new provider.InvokeRequest();
      request.setTok(token);
      request.setArgs(structOf(args));
      request.setPreview(preview ?? false);
      const response = await call<InstanceType<typeof provider.InvokeResponse>>("invoke", request);
      return valuesIn(response.getReturn());
    },

    async checkConfig(args: Values): Promise<string[]> {
      const request = new provider.CheckRequest();
      request.setNews(structOf(args));
      const response = await call<InstanceType<typeof provider.CheckResponse>>("checkConfig", request);
      expect(response.getFailuresList().map((failure) => failure.getProperty())).not.toContainEqual(/./);
      return response.getFailuresList().map((failure) => failure.getReason());
    },

    /** The error's text; empty if the call succeeds. */
    configureFailure(args: Values): Promise<string> {
      const request = new provider.ConfigureRequest();
      request.setArgs(structOf(args));
      return failureOf(call("configure", request));
    },

    async handshake() {
      const request = new provider.ProviderHandshakeRequest();
      request.setEngineAddress("127.0.0.1:1");
      const response = await call<InstanceType<typeof provider.ProviderHandshakeResponse>>(
        "handshake",
        request,
      );
      return response.toObject();
    },

    cancel: () => call("cancel", new empty.Empty()),
  };
}

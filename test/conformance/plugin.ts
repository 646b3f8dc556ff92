// A provider's plugin as the engine runs it: a process that speaks the provider protocol.

import { setTimeout as sleep } from "node:timers/promises";
import { credentials, type ServiceError } from "@grpc/grpc-js";
import provrpc from "@pulumi/pulumi/proto/provider_grpc_pb.js";
import provider from "@pulumi/pulumi/proto/provider_pb.js";
import status from "@pulumi/pulumi/proto/status_pb.js";
import { execa } from "execa";
import struct from "google-protobuf/google/protobuf/struct_pb.js";
import { onTestFinished } from "vitest";
import type { ResourceKind } from "../../provider/resource/kind.ts";
import { withoutReference } from "../../provider/resource/reference.ts";
import type { Adapter } from "./adapters.ts";

export type Values = Readonly<Record<string, unknown>>;

/** The answer to an operation. A failed creation or update may have an error and a state. */
export interface OperationResult {
  readonly id?: string;
  readonly outputs?: Values;
  readonly inputs?: Values;
  readonly error?: string;
}

type RpcMethod = (request: object, callback: (failure: ServiceError | null, response: never) => void) => void;

/** The values without the envelope in which Pulumi's protocol sends a secret. */
export function unwrapSecrets(value: unknown): unknown {
  if (typeof value !== "object" || value === null) return value;
  if (Array.isArray(value)) return value.map(unwrapSecrets);
  if ("4dabf18193072939515e22adb298388d" in value) return unwrapSecrets((value as { value?: unknown }).value);
  return Object.fromEntries(Object.entries(value).map(([name, inner]) => [name, unwrapSecrets(inner)]));
}

export const structOf = (values: Values) => struct.Struct.fromJavaScript(values as never);

/** Starts an adapter's plugin with these environment variables. */
export async function startPlugin(adapter: Adapter, environment: Readonly<Record<string, string>>) {
  const [file, ...args] = adapter.command;
  const plugin = execa(file, args, { env: environment, extendEnv: false, reject: false, buffer: true });
  onTestFinished(() => void plugin.kill("SIGKILL"));
  const port = await new Promise<string>((resolve, reject) => {
    let stdout = "";
    plugin.stdout.on("data", (chunk) => {
      stdout += chunk;
      const [, first] = /^(\d+)\n/.exec(stdout) ?? [];
      if (first !== undefined) resolve(first);
    });
    plugin.then(({ stderr }) => reject(new Error(`the plugin ended: ${stderr}`)));
  });
  const client = new provrpc.ResourceProviderClient(`127.0.0.1:${port}`, credentials.createInsecure(), {
    "grpc.max_receive_message_length": -1,
    "grpc.max_send_message_length": -1,
  });
  onTestFinished(() => client.close());
  const call = <Response>(method: string, request: object): Promise<Response> =>
    new Promise((resolve, reject) => {
      (client as unknown as Record<string, RpcMethod>)[method]?.call(client, request, (failure, response) =>
        failure === null || failure === undefined ? resolve(response) : reject(failure),
      );
    });
  let printed = "";
  for (const stream of [plugin.stdout, plugin.stderr]) stream.on("data", (chunk) => (printed += chunk));

  const configuring = new provider.ConfigureRequest();
  configuring.setArgs(structOf({}));
  await call("configure", configuring);

  /** The engine's requests for resources of a kind. */
  const operationsOn = (kind: ResourceKind) => {
    const structFor = (values: Values) => structOf({ ...values, ...adapter.addedProperties(kind) });
    const valuesIn = (values: InstanceType<typeof struct.Struct> | undefined): Values =>
      withoutReference(unwrapSecrets(values?.toJavaScript() ?? {}) as Values);
    const withUrn = <R extends object>(request: R): R => {
      (request as { setUrn?(urn: string): void }).setUrn?.(
        `urn:pulumi:dev::shop::${adapter.tokenOf(kind)}::one`,
      );
      return request;
    };
    return {
      async check(news: Values, olds: Values = {}) {
        const request = withUrn(new provider.CheckRequest());
        request.setOlds(structFor(olds));
        request.setNews(structFor(news));
        const response = await call<InstanceType<typeof provider.CheckResponse>>("check", request);
        const failures = response.getFailuresList().map((failure) => ({
          property: failure.getProperty(),
          reason: failure.getReason(),
        }));
        return { inputs: valuesIn(response.getInputs()), failures };
      },
      async diff(id: string, olds: Values, news: Values) {
        const request = withUrn(new provider.DiffRequest());
        request.setId(id);
        request.setOlds(structFor(olds));
        request.setNews(structFor(news));
        const response = await call<InstanceType<typeof provider.DiffResponse>>("diff", request);
        return {
          changes: response.getChanges() === provider.DiffResponse.DiffChanges.DIFF_SOME,
          replaces: response.getReplacesList(),
          deleteBeforeReplace: response.getDeletebeforereplace(),
        };
      },
      create(news: Values): Promise<OperationResult> {
        const request = withUrn(new provider.CreateRequest());
        request.setProperties(structFor(news));
        return resultOf<InstanceType<typeof provider.CreateResponse>>(call("create", request), valuesIn);
      },
      update(id: string, olds: Values, news: Values): Promise<OperationResult> {
        const request = withUrn(new provider.UpdateRequest());
        request.setId(id);
        request.setOlds(structFor(olds));
        request.setNews(structFor(news));
        return resultOf<InstanceType<typeof provider.UpdateResponse>>(call("update", request), valuesIn);
      },
      read(id: string, known: Values): Promise<OperationResult> {
        const request = withUrn(new provider.ReadRequest());
        request.setId(id);
        request.setProperties(structFor(known));
        return resultOf<InstanceType<typeof provider.ReadResponse>>(call("read", request), valuesIn);
      },
      async delete(id: string, known: Values): Promise<OperationResult> {
        const request = withUrn(new provider.DeleteRequest());
        request.setId(id);
        request.setProperties(structFor(known));
        return resultOf<never>(call("delete", request), valuesIn);
      },
    };
  };
  return {
    operationsOn,
    /** Any request of the protocol. */
    call,
    /** The plugin's whole output so far. */
    printed: () => printed,
    /** Closes the plugin's input, as an engine that died does. */
    closeInput: () => plugin.stdin.end(),
    signal: (signal: NodeJS.Signals) => plugin.kill(signal),
    /** The plugin's exit code or signal; `undefined` if it still runs after 10 seconds. */
    exitStatus: async () => {
      const end = await Promise.race([plugin, sleep(10_000)]);
      return end === undefined ? undefined : (end.signal ?? end.exitCode);
    },
  };
}

interface ResourceResponse {
  getId?(): string;
  getProperties?(): InstanceType<typeof struct.Struct> | undefined;
  getInputs?(): InstanceType<typeof struct.Struct> | undefined;
}

export async function resultOf<Response extends ResourceResponse>(
  responding: Promise<Response>,
  valuesIn: (values: InstanceType<typeof struct.Struct> | undefined) => Values,
): Promise<OperationResult> {
  try {
    const response = await responding;
    const id = response.getId?.();
    const inputs = response.getInputs?.();
    return {
      ...(id === undefined ? {} : { id }),
      outputs: valuesIn(response.getProperties?.()),
      ...(inputs === undefined ? {} : { inputs: valuesIn(inputs) }),
    };
  } catch (failure) {
    const { details, metadata } = failure as ServiceError;
    const [packed] = metadata.get("grpc-status-details-bin");
    if (packed === undefined) return { error: details };
    const [detail] = status.Status.deserializeBinary(packed as Uint8Array).getDetailsList();
    const partial = provider.ErrorResourceInitFailed.deserializeBinary(detail?.getValue_asU8() as Uint8Array);
    return { error: details, id: partial.getId(), outputs: valuesIn(partial.getProperties()) };
  }
}

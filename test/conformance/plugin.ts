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

/** The engine's view of an object: its state and its failure. */
export interface Told {
  readonly id?: string;
  readonly outputs?: Values;
  readonly inputs?: Values;
  readonly error?: string;
}

type Call = (request: object, answer: (failure: ServiceError | null, response: never) => void) => void;

/** The engine takes a value that is marked as secret, and gives it back without the mark. */
export function withoutMarks(value: unknown): unknown {
  if (typeof value !== "object" || value === null) return value;
  if (Array.isArray(value)) return value.map(withoutMarks);
  if ("4dabf18193072939515e22adb298388d" in value) return withoutMarks((value as { value?: unknown }).value);
  return Object.fromEntries(Object.entries(value).map(([name, inner]) => [name, withoutMarks(inner)]));
}

export const structOf = (values: Values) => struct.Struct.fromJavaScript(values as never);

/** Starts an adapter's plugin with these settings, for one kind of resource. */
export async function startPlugin(adapter: Adapter, environment: Readonly<Record<string, string>>) {
  const [file, ...args] = adapter.command;
  const plugin = execa(file, args, { env: environment, extendEnv: false, reject: false, buffer: true });
  onTestFinished(() => void plugin.kill("SIGKILL"));
  const port = await new Promise<string>((resolve, reject) => {
    let said = "";
    plugin.stdout.on("data", (chunk) => {
      said += chunk;
      const [, first] = /^(\d+)\n/.exec(said) ?? [];
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
      (client as unknown as Record<string, Call>)[method]?.call(client, request, (failure, response) =>
        failure === null || failure === undefined ? resolve(response) : reject(failure),
      );
    });
  let printed = "";
  for (const stream of [plugin.stdout, plugin.stderr]) stream.on("data", (chunk) => (printed += chunk));

  const configuring = new provider.ConfigureRequest();
  configuring.setArgs(structOf({}));
  await call("configure", configuring);

  /** The engine's requests for resources of a kind. */
  const of = (kind: ResourceKind) => {
    const sent = (values: Values) => structOf({ ...values, ...adapter.addedProperties(kind) });
    const kept = (values: InstanceType<typeof struct.Struct> | undefined): Values =>
      withoutReference(withoutMarks(values?.toJavaScript() ?? {}) as Values);
    const request = <R extends object>(made: R): R => {
      (made as { setUrn?(urn: string): void }).setUrn?.(
        `urn:pulumi:dev::shop::${adapter.tokenOf(kind)}::one`,
      );
      return made;
    };
    return {
      async check(news: Values, olds: Values = {}) {
        const made = request(new provider.CheckRequest());
        made.setOlds(sent(olds));
        made.setNews(sent(news));
        const response = await call<InstanceType<typeof provider.CheckResponse>>("check", made);
        const failures = response.getFailuresList().map((failure) => ({
          property: failure.getProperty(),
          reason: failure.getReason(),
        }));
        return { inputs: kept(response.getInputs()), failures };
      },
      async diff(id: string, olds: Values, news: Values) {
        const made = request(new provider.DiffRequest());
        made.setId(id);
        made.setOlds(sent(olds));
        made.setNews(sent(news));
        const response = await call<InstanceType<typeof provider.DiffResponse>>("diff", made);
        return {
          changes: response.getChanges() === provider.DiffResponse.DiffChanges.DIFF_SOME,
          replaces: response.getReplacesList(),
          deleteBeforeReplace: response.getDeletebeforereplace(),
        };
      },
      create(news: Values): Promise<Told> {
        const made = request(new provider.CreateRequest());
        made.setProperties(sent(news));
        return told<InstanceType<typeof provider.CreateResponse>>(call("create", made), kept);
      },
      update(id: string, olds: Values, news: Values): Promise<Told> {
        const made = request(new provider.UpdateRequest());
        made.setId(id);
        made.setOlds(sent(olds));
        made.setNews(sent(news));
        return told<InstanceType<typeof provider.UpdateResponse>>(call("update", made), kept);
      },
      read(id: string, known: Values): Promise<Told> {
        const made = request(new provider.ReadRequest());
        made.setId(id);
        made.setProperties(sent(known));
        return told<InstanceType<typeof provider.ReadResponse>>(call("read", made), kept);
      },
      async delete(id: string, known: Values): Promise<Told> {
        const made = request(new provider.DeleteRequest());
        made.setId(id);
        made.setProperties(sent(known));
        return told<never>(call("delete", made), kept);
      },
    };
  };
  return {
    of,
    /** Any request of the protocol. */
    call,
    /** The plugin's whole output so far. */
    printed: () => printed,
    /** Closes the plugin's input, as an engine that died does. */
    closeInput: () => plugin.stdin.end(),
    signal: (signal: NodeJS.Signals) => plugin.kill(signal),
    /** The plugin's exit code or signal. */
    ended: async () => {
      const end = await Promise.race([plugin, sleep(10_000)]);
      return end === undefined ? undefined : (end.signal ?? end.exitCode);
    },
  };
}

interface Answer {
  getId?(): string;
  getProperties?(): InstanceType<typeof struct.Struct> | undefined;
  getInputs?(): InstanceType<typeof struct.Struct> | undefined;
}

export async function told<Response extends Answer>(
  asked: Promise<Response>,
  kept: (values: InstanceType<typeof struct.Struct> | undefined) => Values,
): Promise<Told> {
  try {
    const response = await asked;
    const id = response.getId?.();
    const inputs = response.getInputs?.();
    return {
      ...(id === undefined ? {} : { id }),
      outputs: kept(response.getProperties?.()),
      ...(inputs === undefined ? {} : { inputs: kept(inputs) }),
    };
  } catch (failure) {
    const { details, metadata } = failure as ServiceError;
    const [packed] = metadata.get("grpc-status-details-bin");
    if (packed === undefined) return { error: details };
    const [detail] = status.Status.deserializeBinary(packed as Uint8Array).getDetailsList();
    const partial = provider.ErrorResourceInitFailed.deserializeBinary(detail?.getValue_asU8() as Uint8Array);
    return { error: details, id: partial.getId(), outputs: kept(partial.getProperties()) };
  }
}

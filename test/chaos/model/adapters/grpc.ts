import {
  credentials,
  Metadata,
  Server,
  ServerCredentials,
  type ServiceError,
  type UntypedServiceImplementation,
} from "@grpc/grpc-js";
import provrpc from "@pulumi/pulumi/proto/provider_grpc_pb.js";
import proto from "@pulumi/pulumi/proto/provider_pb.js";
import status from "@pulumi/pulumi/proto/status_pb.js";
import type { Struct } from "./struct.ts";

/** Calls a service's methods over a connection, as the engine does. A failed call has its details in a trailer. */
export interface ServiceClient {
  call<Response>(method: string, request: object): Promise<Response>;
  /** Removes the service from the server. */
  end(): void;
}

/** The failure of a call, as the engine receives it. */
interface CallFailure {
  readonly message: string;
  /** The properties that the state must keep. */
  readonly partial?: {
    readonly id: string;
    readonly properties: Struct;
    readonly reasons: readonly string[];
  };
}

type Method = (call: unknown, answer: unknown) => void;
type ClientMethod = (
  request: object,
  metadata: Metadata,
  answer: (failure: ServiceError | null, response: never) => void,
) => void;

/** The metadata that names the service of a call. */
const serviceKey = "service";
const services = new Map<string, UntypedServiceImplementation>();
let started: Promise<Record<string, ClientMethod>> | undefined;
let count = 0;

/** Starts one server for all services: a history has dozens of plugins, and each would need its own connection. */
async function startServer(): Promise<Record<string, ClientMethod>> {
  const server = new Server();
  const methods = Object.keys(provrpc.ResourceProviderService).map((method) => {
    const route = (call: { metadata: Metadata }, answer: unknown) => {
      const service = services.get(String(call.metadata.get(serviceKey)[0])) ?? {};
      (service[method] as Method)(call, answer);
    };
    return [method, route];
  });
  server.addService(provrpc.ResourceProviderService, Object.fromEntries(methods));
  const port = await new Promise<number>((resolve, reject) =>
    server.bindAsync("127.0.0.1:0", ServerCredentials.createInsecure(), (failure, bound) =>
      failure === null ? resolve(bound) : reject(failure),
    ),
  );
  const client = new provrpc.ResourceProviderClient(`127.0.0.1:${port}`, credentials.createInsecure());
  return client as unknown as Record<string, ClientMethod>;
}

export async function clientOf(service: UntypedServiceImplementation): Promise<ServiceClient> {
  started ??= startServer();
  const client = await started;
  count += 1;
  const name = `${count}`;
  services.set(name, service);
  const metadata = new Metadata();
  metadata.set(serviceKey, name);
  return {
    call: (method, request) =>
      new Promise((resolve, reject) => {
        client[method]?.call(client, request, metadata, (failure, response) =>
          failure === null || failure === undefined ? resolve(response) : reject(failure),
        );
      }),
    end: () => void services.delete(name),
  };
}

/** The details of a failed call for the engine. */
export function failureOf({ details, metadata }: ServiceError): CallFailure {
  const [packed] = metadata.get("grpc-status-details-bin");
  if (packed === undefined) return { message: details };
  const [detail] = status.Status.deserializeBinary(packed as Uint8Array).getDetailsList();
  const partial = proto.ErrorResourceInitFailed.deserializeBinary(detail?.getValue_asU8() as Uint8Array);
  const [id, properties, reasons] = [partial.getId(), partial.getProperties(), partial.getReasonsList()];
  if (properties === undefined) throw new Error(`${id} is kept without properties: ${details}`);
  return { message: details, partial: { id, properties, reasons } };
}

import type { UntypedServiceImplementation } from "@grpc/grpc-js";
import { type PluginAttach, PluginInfo } from "@pulumi/pulumi/proto/plugin_pb";
import * as proto from "@pulumi/pulumi/proto/provider_pb";
import { Empty } from "google-protobuf/google/protobuf/empty_pb";
import type { GracefulShutdown } from "../resource/graceful-shutdown";
import type { AnyVendor } from "../resource/vendor";
import { configurationCalls } from "./configuration-calls";
import type { EngineLog } from "./engine-log";
import { functionCalls } from "./function-calls";
import { registryOf } from "./registry";
import { resourceCalls } from "./resource-calls";
import { NativeSettings } from "./settings";
import { unaryHandler } from "./unary-handler";

export interface ServiceParts {
  readonly vendors: readonly AnyVendor[];
  readonly version: string;
  /** The package schema as JSON. */
  readonly schema: () => string;
  readonly log: EngineLog;
  readonly shutdown: GracefulShutdown;
}

/** The engine's provider protocol for all kinds and functions of all vendors. */
export function serviceOf({
  vendors,
  version,
  schema,
  log,
  shutdown,
}: ServiceParts): UntypedServiceImplementation {
  const settings = new NativeSettings(vendors.map((vendor) => vendor.settings));
  const registry = registryOf(vendors, settings, shutdown, (line) => void log.write(line));
  return {
    handshake: unaryHandler(async (request: proto.ProviderHandshakeRequest) => {
      log.connect(request.getEngineAddress());
      const response = new proto.ProviderHandshakeResponse();
      // The engine passes plain values, and marks a program's secrets again itself.
      response.setAcceptSecrets(false);
      response.setAcceptResources(false);
      response.setAcceptOutputs(false);
      response.setSupportsAutonamingConfiguration(true);
      return response;
    }),
    attach: unaryHandler(async (request: PluginAttach) => {
      log.connect(request.getAddress());
      return new Empty();
    }),
    getPluginInfo: unaryHandler(async () => {
      const info = new PluginInfo();
      info.setVersion(version);
      return info;
    }),
    getSchema: unaryHandler(async () => {
      const response = new proto.GetSchemaResponse();
      response.setSchema(schema());
      return response;
    }),
    getMapping: unaryHandler(async () => new proto.GetMappingResponse()),
    getMappings: unaryHandler(async () => new proto.GetMappingsResponse()),
    cancel: unaryHandler(async () => {
      void shutdown.stop();
      return new Empty();
    }),
    ...configurationCalls(settings),
    ...resourceCalls(registry.kinds, log, shutdown),
    ...functionCalls(registry.functions),
  };
}

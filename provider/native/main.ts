import { fstatSync } from "node:fs";
import { Server, ServerCredentials } from "@grpc/grpc-js";
import { ResourceProviderService } from "@pulumi/pulumi/proto/provider_grpc_pb";
import { GracefulShutdown } from "../resource/graceful-shutdown";
import type { AnyVendor } from "../resource/vendor";
import { EngineLog } from "./engine-log";
import { serviceOf } from "./service";

/** As in the SDK's own plugins: a state or a schema is a single message. */
const maxMessageSize = 400 * 1024 * 1024;

/** Milliseconds for the last responses to be sent. */
const shutdownGrace = 1000;

interface PluginParts {
  readonly vendors: readonly AnyVendor[];
  readonly version: string;
  readonly schema: () => string;
}

/**
 * Runs the plugin. The engine passes its address as the last argument and reads the plugin's port from the
 * first line of output. The plugin ends when the engine stops it or is gone.
 */
export function runPlugin(parts: PluginParts, args: readonly string[]): void {
  const log = new EngineLog();
  const address = args.at(-1);
  if (address !== undefined && !address.startsWith("-")) log.connect(address);
  const shutdown = new GracefulShutdown();
  const server = new Server({
    "grpc.max_receive_message_length": maxMessageSize,
    "grpc.max_send_message_length": maxMessageSize,
  });
  server.addService(ResourceProviderService, serviceOf({ ...parts, log, shutdown }));
  server.bindAsync("127.0.0.1:0", ServerCredentials.createInsecure(), (failure, port) => {
    if (failure === null) return console.log(String(port)); // With FORCE_COLOR a number is coloured.
    console.error(`the plugin can't listen on a port of this machine: ${failure.message}`);
    process.exit(1);
  });
  onEngineGone(() => void shutdown.stop().then(() => closeServer(server)));
}

/** Ends the process after sending the last responses. */
function closeServer(server: Server): void {
  const end = () => process.exit(0);
  server.tryShutdown(end);
  setTimeout(end, shutdownGrace);
}

/**
 * The engine holds the other end of standard input and writes nothing. If a person starts the plugin, it is a
 * terminal.
 */
function onEngineGone(end: () => void): void {
  if (!isPipe()) return;
  process.stdin.once("end", end).once("error", end).resume();
}

function isPipe(): boolean {
  try {
    const input = fstatSync(0);
    return input.isFIFO() || input.isSocket();
  } catch {
    return false;
  }
}

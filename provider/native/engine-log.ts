import { credentials, Metadata } from "@grpc/grpc-js";
import { EngineClient } from "@pulumi/pulumi/proto/engine_grpc_pb";
import { LogRequest, LogSeverity } from "@pulumi/pulumi/proto/engine_pb";

/** Milliseconds for a line to reach the engine. */
const timeout = 5_000;

/** Shows lines at the terminal, each under its resource. The engine hides a plugin's own output. */
export class EngineLog {
  private address: string | undefined;
  private engine: EngineClient | undefined;

  /** `address` is the engine's, `127.0.0.1:PORT`. */
  connect(address: string): void {
    this.engine?.close();
    this.engine = undefined;
    this.address = address;
  }

  /** Resolves when the engine has received the line, or can't be reached. */
  write(line: string, urn = ""): Promise<void> {
    if (this.address === undefined) return Promise.resolve();
    // gRPC would otherwise use a configured proxy, even for this machine.
    this.engine ??= new EngineClient(this.address, credentials.createInsecure(), {
      "grpc.enable_http_proxy": 0,
    });
    const { engine } = this;
    const request = new LogRequest();
    request.setSeverity(LogSeverity.INFO);
    request.setMessage(line);
    request.setUrn(urn);
    return new Promise((resolve) =>
      engine.log(request, new Metadata(), { deadline: Date.now() + timeout }, () => resolve()),
    );
  }
}

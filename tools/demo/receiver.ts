import { createServer, type IncomingHttpHeaders } from "node:http";
import type { AddressInfo } from "node:net";
import { buffer } from "node:stream/consumers";
import { jwtVerify } from "jose";

interface Delivery {
  readonly path: string;
  readonly headers: IncomingHttpHeaders;
  readonly body: Record<string, unknown>;
}

/** Receives the deliveries of the demo's subscriptions. */
export class Receiver implements AsyncDisposable {
  readonly #server = createServer(async (request, response) => {
    const body = JSON.parse((await buffer(request)).toString()) as Record<string, unknown>;
    this.#deliveries.push({ path: request.url ?? "", headers: request.headers, body });
    response.writeHead(204).end();
  });
  #deliveries: Delivery[] = [];

  async start(): Promise<this> {
    await new Promise<void>((ready) => this.#server.listen(0, "127.0.0.1", ready));
    return this;
  }

  get url(): string {
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
  }

  /** The deliveries since the last call. */
  takeDeliveries(): readonly Delivery[] {
    return this.#deliveries.splice(0);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#server.closeAllConnections();
    await new Promise((closed) => this.#server.close(closed));
  }
}

/** Whether the header of a delivery contains a JWT that this key signed. */
export async function isSigned(delivery: Delivery, header: string, key: Buffer): Promise<boolean> {
  const token = delivery.headers[header];
  if (typeof token !== "string") return false;
  return jwtVerify(token, key, { algorithms: ["HS256", "HS384", "HS512"] }).then(
    () => true,
    () => false,
  );
}

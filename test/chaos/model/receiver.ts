import { once } from "node:events";
import { createServer, type IncomingHttpHeaders } from "node:http";
import type { AddressInfo } from "node:net";
import { buffer } from "node:stream/consumers";
import { verifyRockitWebhook } from "../../../provider/webhooks/index.ts";
import type { RockitSimulator, RockitStoredSubscription } from "../../simulators/index.ts";

interface Delivery {
  readonly headers: IncomingHttpHeaders;
  readonly body: Buffer;
}

/** What all subscriptions of all runs deliver to; a run has paths of its own. */
export class Receiver implements AsyncDisposable {
  private readonly byPath = new Map<string, Delivery>();
  private runs = 0;
  private readonly server = createServer(async (request, response) => {
    this.byPath.set(request.url ?? "", { headers: request.headers, body: await buffer(request) });
    response.writeHead(204).end();
  });

  async start(): Promise<this> {
    this.server.listen(0, "127.0.0.1");
    await once(this.server, "listening");
    return this;
  }

  /** A URL to which one run delivers. */
  next(): string {
    this.runs += 1;
    return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}/${this.runs}`;
  }

  /** Whether the server signs its deliveries to this subscription by this secret. */
  async verifies(
    rockit: RockitSimulator,
    { url = "", sender, events }: RockitStoredSubscription,
    secret: string,
  ): Promise<boolean> {
    const { pathname } = new URL(url);
    this.byPath.delete(pathname);
    const [event] = events;
    if (event === undefined) return false;
    await rockit.emit({ type: sender, event });
    const delivery = this.byPath.get(pathname);
    if (delivery === undefined) return false;
    return verifyRockitWebhook({ ...delivery, secret }).then(
      () => true,
      () => false,
    );
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.server.closeAllConnections();
    this.server.close();
    await once(this.server, "close");
  }
}

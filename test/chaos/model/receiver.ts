import { once } from "node:events";
import { createServer, type IncomingHttpHeaders } from "node:http";
import type { AddressInfo } from "node:net";
import { buffer } from "node:stream/consumers";
import { verifyRockitWebhook } from "../../../packages/webhooks/src/index.ts";
import type { RockitSimulator, RockitStoredSubscription } from "../../simulators/index.ts";

/** Repetitions of a delivery that got no answer. */
const maxRetries = 5;

interface Delivery {
  readonly headers: IncomingHttpHeaders;
  readonly body: Buffer;
}

/** The receiver of all deliveries of all runs; each run has its own paths. */
export class Receiver implements AsyncDisposable {
  private readonly byPath = new Map<string, Delivery[]>();
  private runs = 0;
  private readonly server = createServer(async (request, response) => {
    const delivery = { headers: request.headers, body: await buffer(request) };
    this.byPath.get(request.url ?? "")?.push(delivery);
    response.writeHead(204).end();
  });

  async start(): Promise<this> {
    // The sender closes idle connections: the receiver could close one during a delivery.
    this.server.keepAliveTimeout = 0;
    this.server.listen(0, "127.0.0.1");
    await once(this.server, "listening");
    return this;
  }

  /** A URL to which one run delivers. */
  nextUrl(): string {
    this.runs += 1;
    return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}/${this.runs}`;
  }

  /** Returns `undefined` if the server signs its deliveries to this subscription with this secret, otherwise the fault. */
  async findMismatch(
    rockit: RockitSimulator,
    { name, url = "", sender, events }: RockitStoredSubscription,
    secret: string,
  ): Promise<string | undefined> {
    const { pathname } = new URL(url);
    const [event] = events;
    if (event === undefined) return "it has no event";
    // An orphan may deliver to the same address with its own secret.
    const deliveries: Delivery[] = [];
    this.byPath.set(pathname, deliveries);
    const deliver = async () =>
      (await rockit.emit({ type: sender, event })).find(({ subscription }) => subscription === name);
    let result = await deliver();
    // An unanswered delivery proves nothing about the secret, only that the machine is busy.
    for (let again = 0; again < maxRetries && result?.status === undefined; again += 1)
      result = await deliver();
    if (result?.status !== 204) return `its delivery failed: ${JSON.stringify(result)}`;
    const verified = await Promise.all(
      deliveries.map((delivery) =>
        verifyRockitWebhook({ ...delivery, secret }).then(
          () => undefined,
          (failure) => String(failure),
        ),
      ),
    );
    return verified.includes(undefined) ? undefined : `its delivery was refused: ${verified}`;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.server.closeAllConnections();
    this.server.close();
    await once(this.server, "close");
  }
}

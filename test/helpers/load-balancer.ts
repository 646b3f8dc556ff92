import { once } from "node:events";
import { type IncomingMessage, request, type ServerResponse } from "node:http";
import { createServer } from "node:https";
import type { AddressInfo } from "node:net";
import { setDefaultCACertificates } from "node:tls";
import { throwawayAuthority } from "./certificates.ts";

/** A load balancer with TLS. Each request goes to the receiver that `routeTo` named last. */
export async function startLoadBalancer() {
  const authority = await throwawayAuthority();
  // The simulators, which deliver from this process, must trust the certificate.
  setDefaultCACertificates([authority.certificate]);
  let target: string | undefined;
  // Longer than the sender keeps an idle connection: a delivery on a connection that just closes is lost.
  const options = { ...(await authority.issue({ name: "localhost" })), keepAliveTimeout: 65_000 };
  const server = createServer(options, (incoming, response) => {
    if (target === undefined) return void response.writeHead(502).end();
    forward(incoming, response, target);
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  return {
    url: `https://localhost:${(server.address() as AddressInfo).port}`,
    routeTo: (receiver: string) => {
      target = receiver;
    },
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      server.close();
    },
  };
}

function forward(incoming: IncomingMessage, response: ServerResponse, target: string): void {
  const { method, url, headers } = incoming;
  const forwarded = request(new URL(url ?? "/", target), { method, headers, agent: false }, (answer) => {
    response.writeHead(answer.statusCode ?? 502, answer.headers);
    answer.pipe(response);
  });
  forwarded.on("error", () => (response.headersSent ? response.destroy() : response.writeHead(502).end()));
  incoming.pipe(forwarded);
}

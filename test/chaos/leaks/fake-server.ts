import { once } from "node:events";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { text } from "node:stream/consumers";
import type { LeakScene } from "./leak-scene.ts";

type WriteHandler = (request: IncomingMessage, body: string, response: ServerResponse) => void;

/** Replaces both vendors by an empty server, which accepts any login and answers every write by the given function. */
export async function useFakeServer(scene: LeakScene, handleWrite: WriteHandler): Promise<void> {
  const token = scene.canaries.make("x-auth-token of the fake server");
  const server = createServer(async (request, response) => {
    const body = await text(request);
    if (request.url?.includes("/login")) {
      response.setHeader("x-auth-token", token).end();
    } else if (request.method === "GET") response.end("[]");
    else handleWrite(request, body, response);
  }).listen(0, "127.0.0.1");
  await once(server, "listening");
  scene.defer(() => {
    server.closeAllConnections();
    server.close();
  });
  const endpoint = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  Object.assign(scene.environment, { ROCKIT_ENDPOINT: endpoint, DURST_ENDPOINT: endpoint });
}

const leaves = (value: unknown): unknown[] =>
  typeof value === "object" && value !== null ? Object.values(value).flatMap(leaves) : [value];

/** All secrets of a request, unchanged and in several encodings. */
export function secretsIn(scene: LeakScene, request: IncomingMessage, body: string): string {
  const values = [...Object.values(request.headers), ...leaves(body === "" ? {} : JSON.parse(body))];
  const secrets = values
    .filter((value) => typeof value === "string" && scene.canaries.has(value))
    .map(String);
  const encoded = secrets.flatMap((secret) => [
    Buffer.from(secret).toString("base64"),
    encodeURIComponent(secret),
    JSON.stringify(secret),
  ]);
  return [...secrets, ...encoded].join(" ");
}

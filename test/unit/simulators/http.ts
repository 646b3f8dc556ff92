import { createHmac } from "node:crypto";
import { once } from "node:events";
import { createServer, type IncomingHttpHeaders } from "node:http";
import { connect } from "node:net";
import { text } from "node:stream/consumers";
import { afterAll, beforeAll } from "vitest";
import {
  type DurstOptions,
  type DurstSimulator,
  type RockitSimulator,
  startDurst,
} from "../../simulators/index.ts";

/** Starts one server for all tests of a block. Its tests must leave the server unchanged. */
export function sharedServer<Server extends AsyncDisposable>(start: () => Promise<Server>): () => Server {
  let server: Server | undefined;
  beforeAll(async () => {
    server = await start();
  });
  afterAll(() => server?.[Symbol.asyncDispose]());
  return () => {
    if (server === undefined) throw new Error("the server starts before the first test");
    return server;
  };
}

export type Json = Record<string, unknown>;

export interface Answer {
  readonly status: number;
  readonly headers: Headers;
  readonly text: string;
  /** Throws if the body is not JSON. */
  // biome-ignore lint/suspicious/noExplicitAny: tests look into answers of every shape
  json(): any;
}

export interface Call {
  readonly method?: string;
  readonly path: string;
  readonly headers?: Record<string, string>;
  readonly body?: unknown;
}

/** Sends a request. A body that is a string is sent as it is, any other value as JSON. */
export async function call(endpoint: string, { method = "GET", path, headers, body }: Call): Promise<Answer> {
  const answer = await fetch(endpoint + path, {
    method,
    headers: { ...(body === undefined ? {} : { "content-type": "application/json" }), ...headers },
    ...(body === undefined ? {} : { body: typeof body === "string" ? body : JSON.stringify(body) }),
  });
  const content = await answer.text();
  return { status: answer.status, headers: answer.headers, text: content, json: () => JSON.parse(content) };
}

export function rockitHeaders({ credentials }: RockitSimulator): Record<string, string> {
  return {
    "x-rockit-orgname": credentials.orgName,
    "x-rockit-username": credentials.username,
    "x-rockit-api-key": credentials.apiKey,
  };
}

export function rockitClient(rockit: RockitSimulator) {
  const headers = rockitHeaders(rockit);
  const path = "/be/v1/subscriptions";
  return {
    create: (body: unknown) => call(rockit.endpoint, { method: "POST", path, headers, body }),
    list: (query = "") => call(rockit.endpoint, { path: path + query, headers }),
    delete: (name: string) =>
      call(rockit.endpoint, { method: "DELETE", path: `${path}/${encodeURIComponent(name)}`, headers }),
  };
}

export function logIn({ endpoint, credentials }: DurstSimulator): Promise<Answer> {
  return call(endpoint, { path: `/api/v1/login?${new URLSearchParams({ ...credentials })}` });
}

export async function durstClient(durst: DurstSimulator) {
  const token = (await logIn(durst)).headers.get("x-auth-token") ?? "";
  const send = (method: string, path: string, body?: unknown) =>
    call(durst.endpoint, { method, path: `/api/v1${path}`, headers: { "x-auth-token": token }, body });
  return {
    token,
    get: (path: string) => send("GET", path),
    post: (path: string, body?: unknown) => send("POST", path, body),
    put: (path: string, body?: unknown) => send("PUT", path, body),
    delete: (path: string) => send("DELETE", path),
  };
}

/** A server with the subscribers 17 and 18, and a client that is logged in. */
export async function startDurstWithSubscribers(options: DurstOptions = {}) {
  const durst = await startDurst(options);
  for (const hostUri of ["http://one.example", "http://two.example"]) {
    durst.addSubscriber({ hostUri, externalAuthType: "NONE" });
  }
  return { durst, ...(await durstClient(durst)), [Symbol.asyncDispose]: () => durst.close() };
}

/** Sends exactly these lines, which fetch would correct or refuse, and returns the status. */
export async function rawStatus(
  endpoint: string,
  requestLine: string,
  headers: Json,
  body = "",
): Promise<number> {
  const { hostname, port } = new URL(endpoint);
  const socket = connect(Number(port), hostname);
  const lines = Object.entries({ host: hostname, connection: "close", ...headers }).map(
    ([name, value]) => `${name}: ${value}`,
  );
  socket.write([`${requestLine} HTTP/1.1`, ...lines, "", body].join("\r\n"));
  return Number((await text(socket)).split(" ")[1]);
}

interface Received {
  readonly path: string;
  readonly method: string;
  readonly headers: IncomingHttpHeaders;
  readonly body: Json;
}

/** Starts a server that receives webhooks and records them. */
export async function startReceiver(status = 200, headers: Record<string, string> = {}) {
  const received: Received[] = [];
  const server = createServer(async (request, response) => {
    const body = JSON.parse(await text(request)) as Json;
    received.push({ path: request.url ?? "", method: request.method ?? "", headers: request.headers, body });
    response.writeHead(status, headers).end();
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const address = server.address();
  const host = `127.0.0.1:${typeof address === "object" ? address?.port : ""}`;
  return {
    host,
    url: `http://${host}`,
    received,
    [Symbol.asyncDispose]: async () => {
      server.closeAllConnections();
      server.close();
    },
  };
}

/** Reads and verifies a JWT as RFC 7515 describes it, without a library. */
export function readJwt(token: unknown, key: Buffer): { header: Json; claims: Json; signed: boolean } {
  const [header = "", claims = "", signature] = String(token).split(".");
  const decode = (part: string) => JSON.parse(Buffer.from(part, "base64url").toString("utf8")) as Json;
  const digest = { HS256: "sha256", HS384: "sha384", HS512: "sha512" }[String(decode(header)["alg"])];
  const expected =
    digest && createHmac(digest, key).update(`${header}.${claims}`, "ascii").digest("base64url");
  return { header: decode(header), claims: decode(claims), signed: expected === signature };
}

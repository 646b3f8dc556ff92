import { once } from "node:events";
import { type AddressInfo, createServer, connect as openSocket, type Socket } from "node:net";
import { afterEach, beforeAll, describe, expect, it, onTestFinished, vi } from "vitest";
import { z } from "zod";
import { throwawayAuthority } from "../../helpers/certificates.ts";
import { clientOf } from "../../helpers/client.ts";
import { closedPort, respondWith, startServer } from "../../helpers/server.ts";
import { nextConnection } from "./connections.ts";
import { startFullListener } from "./full-listener.ts";
import { get, post } from "./requests.ts";
import { resolveNamesTo } from "./resolve-names-to.ts";
import { retryWithoutWaits } from "./retry-without-waits.ts";

const timeoutMessage = "the connection timed out: check the network, a firewall or the proxy";

let authority: Awaited<ReturnType<typeof throwawayAuthority>>;
let certificate: { key: string; cert: string };
let loopback: typeof certificate;
beforeAll(async () => {
  authority = await throwawayAuthority();
  certificate = await authority.issue({ name: "vendor.example" });
  loopback = await authority.issue({ ip: "127.0.0.1" });
});
retryWithoutWaits();
afterEach(() => vi.unstubAllEnvs());

/** A server of bare sockets on a free port that ends with the test. */
async function startSocketServer(answer: (socket: Socket) => unknown) {
  const sockets = new Set<Socket>();
  const server = createServer((socket) => {
    sockets.add(socket.on("error", () => {}));
    answer(socket);
  }).listen(0, "127.0.0.1");
  await once(server, "listening");
  onTestFinished(() => {
    for (const socket of sockets) socket.destroy();
    server.close();
  });
  const { port } = server.address() as AddressInfo;
  return { host: `127.0.0.1:${port}`, port, sockets };
}

/** Accepts connections, reads, and never answers. */
const startSilentServer = () => startSocketServer((socket) => socket.resume());

/** A proxy that opens a tunnel to one port for each CONNECT, and leaves the first ones unanswered. */
function startTunnel(port: number, unanswered = 0) {
  let connects = 0;
  return startSocketServer((socket) =>
    socket.once("data", () => {
      connects += 1;
      if (connects <= unanswered) return;
      const target = openSocket(port, "127.0.0.1").on("error", () => {});
      socket.write("HTTP/1.1 200 OK\r\n\r\n");
      socket.pipe(target).pipe(socket);
      socket.on("close", () => target.destroy());
    }),
  );
}

/** The failure, and the milliseconds until it. */
async function timedFailureOf(request: Promise<unknown>) {
  const started = performance.now();
  const failure = await request.then(
    () => new Error("the request succeeded"),
    (error) => error,
  );
  return { failure, took: performance.now() - started };
}

describe("deadlines apply before there is a connection:", () => {
  const silentPeers: [string, () => Promise<string>][] = [
    [
      "a proxy that accepts CONNECT and never answers",
      async () => {
        vi.stubEnv("HTTPS_PROXY", `http://${(await startSilentServer()).host}`);
        return "https://vendor.example";
      },
    ],
    [
      "a peer that never answers the TLS handshake",
      async () => `https://${(await startSilentServer()).host}`,
    ],
    [
      "the same through a proxy",
      async () => {
        const tunnel = await startTunnel((await startSilentServer()).port);
        vi.stubEnv("HTTPS_PROXY", `http://${tunnel.host}`);
        return "https://vendor.example";
      },
    ],
    [
      "DNS that never answers",
      async () => {
        resolveNamesTo("never");
        return "http://vendor.example";
      },
    ],
    [
      "an address that never answers",
      async () => `http://127.0.0.2:${(await startFullListener("127.0.0.2")).port}`,
    ],
  ];

  it.each(silentPeers)("%s, totalTimeout", async (_what, start) => {
    const client = clientOf(await start(), { totalTimeout: 1500 });
    const { failure, took } = await timedFailureOf(client.request(post));
    expect(failure).toMatchObject({
      code: "network",
      ambiguous: false,
      message: `${client.host} can't be reached (ABORT_ERR): ${timeoutMessage}`,
    });
    expect(took).toBeGreaterThan(1450);
    expect(took).toBeLessThan(2500);
  });

  it.each(silentPeers)(
    "%s, requestTimeout: nothing was sent, so a POST is tried again",
    async (_what, start) => {
      const client = clientOf(await start(), { requestTimeout: 500 });
      const { failure, took } = await timedFailureOf(client.request(post));
      expect(failure).toMatchObject({ code: "network", ambiguous: false });
      expect(failure.message).toMatch(/: the connection timed out: .* \(tried 3 times\)$/);
      expect(took).toBeLessThan(2500);
      await client.close();
    },
  );

  it("a tunnel that a proxy never opens frees its place for the next attempt", async () => {
    const server = await startServer(respondWith(201), certificate);
    const tunnel = await startTunnel(Number(server.host.split(":")[1]), 1);
    vi.stubEnv("HTTPS_PROXY", `http://${tunnel.host}`);
    const { certificate: caCertificate } = authority;
    const client = clientOf("https://vendor.example", {
      caCertificate,
      requestTimeout: 1000,
      maxConnections: 1,
    });
    await expect(client.request(post)).resolves.toMatchObject({ status: 201 });
    expect(server.requests).toHaveLength(1);
  });

  it("an answer that comes byte by byte", async () => {
    const server = await startServer((_request, response) => {
      response.writeHead(200, { "content-length": "1000000" });
      const dripping = setInterval(() => response.write(" "), 20);
      response.on("close", () => clearInterval(dripping));
    });
    const { failure, took } = await timedFailureOf(
      clientOf(server.url, { requestTimeout: 500 }).request(post),
    );
    expect(failure).toMatchObject({ code: "timeout", ambiguous: true });
    expect(took).toBeLessThan(1500);
  });

  it("a connection that is established too late carries no request", async () => {
    const full = await startFullListener("127.0.0.2");
    const client = clientOf(`http://127.0.0.2:${full.port}`, { totalTimeout: 300, maxConnections: 1 });
    await expect(client.request(post)).rejects.toMatchObject({ code: "network", ambiguous: false });
    const connected = nextConnection();
    full.release();
    await connected;
    const answer = await client.request(get);
    expect(answer.json(z.unknown())).toEqual({ requests: 1 });
  });
});

describe("a name with two addresses", () => {
  it("is reached by a slow first address within that address's share of the connect timeout", async () => {
    const slow = await startFullListener("127.0.0.2");
    resolveNamesTo(["127.0.0.2", "127.0.0.1"]);
    const request = clientOf(`http://vendor.example:${slow.port}`).request(post);
    // Longer than three attempts of 250 ms, and before the operating system tries again.
    setTimeout(slow.release, 950);
    await expect(request).resolves.toMatchObject({ status: 200 });
  });

  it("is reached by the second address if the first is dead, and later by the second at once", async () => {
    const server = await startServer(respondWith(200));
    const port = Number(server.host.split(":")[1]);
    await startFullListener("127.0.0.2", port);
    const lookup = resolveNamesTo(["127.0.0.2", "127.0.0.1"]);
    const client = clientOf(`http://vendor.example:${port}`, { requestTimeout: 2000, maxConnections: 1 });
    await expect(client.request(post)).resolves.toMatchObject({ status: 200 });
    server.server.closeAllConnections();
    // Half of the time for connecting is not enough for both addresses again.
    const started = performance.now();
    await expect(client.request(get)).resolves.toMatchObject({ status: 200 });
    expect(performance.now() - started).toBeLessThan(900);
    expect(lookup).toHaveBeenCalledTimes(2);
    expect(server.requests).toHaveLength(2);
  });

  it("that both refuse fails with the message of one address", async () => {
    resolveNamesTo(["127.0.0.2", "127.0.0.1"]);
    await expect(clientOf(`http://vendor.example:${await closedPort()}`).request(post)).rejects.toMatchObject(
      {
        ambiguous: false,
        message: expect.stringMatching(
          /can't be reached \(ECONNREFUSED\): nothing listens there: .* \(tried 3 times\)$/,
        ),
      },
    );
  });
});

describe("the time of a failure decides whether the server may have acted:", () => {
  /** Resets the first connections at their first bytes, and leads all others to a port. */
  const startResettingServer = (resets: number, port: number) => {
    let connections = 0;
    return startSocketServer((socket) => {
      connections += 1;
      if (connections <= resets) return socket.once("data", () => socket.resetAndDestroy());
      const target = openSocket(port, "127.0.0.1").on("error", () => {});
      return socket.pipe(target).pipe(socket);
    });
  };

  it("a reset in the TLS handshake comes before the request, so a POST is sent again", async () => {
    const server = await startServer(respondWith(201), loopback);
    const front = await startResettingServer(2, Number(server.host.split(":")[1]));
    const client = clientOf(`https://${front.host}`, { caCertificate: authority.certificate });
    await expect(client.request(post)).resolves.toMatchObject({ status: 201 });
    expect(front.sockets.size).toBe(3);
    expect(server.requests).toHaveLength(1);
  });

  it("resets of all TLS handshakes are unambiguous", async () => {
    const front = await startResettingServer(3, 1);
    const { failure } = await timedFailureOf(clientOf(`https://${front.host}`).request(post));
    expect(failure).toMatchObject({ code: "network", ambiguous: false });
    expect(failure.message).toMatch(
      /ECONNRESET\): the connection was cut before anything was sent: .*tried 3/,
    );
  });

  it("a reset after the request is ambiguous, so a POST is sent once", async () => {
    const server = await startServer((_request, response) => response.socket?.resetAndDestroy());
    const { failure } = await timedFailureOf(clientOf(server.url).request(post));
    expect(failure).toMatchObject({ code: "network", ambiguous: true });
    expect(server.requests).toHaveLength(1);
  });

  it.each(["EHOSTUNREACH", "ENETUNREACH", "ETIMEDOUT", "ECONNRESET"])(
    "%s while the answer is read is ambiguous, so a POST is sent once",
    async (code) => {
      const socket = nextConnection();
      const server = await startServer(async () => {
        (await socket).destroy(Object.assign(new Error(`read ${code}`), { code }));
      });
      const { failure } = await timedFailureOf(clientOf(server.url).request(post));
      expect(failure).toMatchObject({
        code: "network",
        ambiguous: true,
        message: `${server.host} gave no usable answer (${code}): the connection was cut`,
      });
      expect(server.requests).toHaveLength(1);
    },
  );

  it("a kept connection that the server resets at the next request is ambiguous", async () => {
    const bodies: string[] = [];
    const front = await startSocketServer((socket) =>
      socket.on("data", (bytes) => {
        bodies.push(String(bytes).split(" ")[0] ?? "");
        if (bodies.length === 1) socket.write("HTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\n{}");
        else socket.resetAndDestroy();
      }),
    );
    const client = clientOf(`http://${front.host}`, { maxConnections: 1 });
    await client.request(get);
    const { failure } = await timedFailureOf(client.request(post));
    expect(failure).toMatchObject({ code: "network", ambiguous: true });
    expect(bodies).toEqual(["GET", "POST"]);
    expect(front.sockets.size).toBe(1);
  });
});

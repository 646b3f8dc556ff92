import { once } from "node:events";
import { request as forward, type Server } from "node:http";
import { connect, type Socket } from "node:net";
import { afterEach, beforeAll, describe, expect, it, onTestFinished, vi } from "vitest";
import { throwawayAuthority } from "../../helpers/certificates.ts";
import { clientOf } from "../../helpers/client.ts";
import { closedPort, type Responder, respondWith, startServer } from "../../helpers/server.ts";
import { retryWithoutWaits } from "./retry-without-waits.ts";

const post = { method: "POST", route: ["things"], body: {}, query: { password: "canary" } } as const;
const remedy =
  "the proxy refused the connection, or could not reach the server: check HTTP_PROXY, HTTPS_PROXY, the proxy's credentials and NO_PROXY";

let authority: Awaited<ReturnType<typeof throwawayAuthority>>;
let certificate: { key: string; cert: string };
beforeAll(async () => {
  authority = await throwawayAuthority();
  certificate = await authority.issue({ name: "vendor.example" });
});
afterEach(() => vi.unstubAllEnvs());
retryWithoutWaits();

/** A server under a name that only these proxies know, since this machine is never reached by a proxy. */
async function startNamedServer(answer: Responder, tls?: { key: string; cert: string }) {
  const server = await startServer(answer, tls);
  const withName = (text: string) => text.replace("127.0.0.1", "vendor.example");
  return { ...server, host: withName(server.host), url: withName(server.url) };
}

/** A forward proxy for plain requests and CONNECT; with a `refusal` it refuses both. */
async function startProxy(refusal?: number, tls?: { key: string; cert: string }) {
  const seen: { line: string; authorization: string | undefined }[] = [];
  const proxy = await startServer(({ method, path, headers, body }, response) => {
    seen.push({ line: `${method} ${path.split("?")[0]}`, authorization: headers["proxy-authorization"] });
    if (refusal !== undefined) return response.writeHead(refusal).end();
    const onward = forward(path.replace("vendor.example", "127.0.0.1"), { method, headers }, (answer) => {
      response.writeHead(answer.statusCode ?? 0, answer.headers);
      answer.pipe(response);
    });
    return onward.end(body);
  }, tls);
  const tunnels = new Set<Socket>();
  (proxy.server as Server).on("connect", async (request, client: Socket) => {
    seen.push({ line: `CONNECT ${request.url}`, authorization: request.headers["proxy-authorization"] });
    if (refusal !== undefined) return client.end(`HTTP/1.1 ${refusal} No\r\ncontent-length: 0\r\n\r\n`);
    const [, port] = String(request.url).split(":");
    const target = connect(Number(port), "127.0.0.1");
    tunnels.add(client).add(target);
    target.on("error", () => client.destroy());
    client.on("error", () => target.destroy());
    await once(target, "connect").catch(() => undefined);
    client.write("HTTP/1.1 200 OK\r\n\r\n");
    return client.pipe(target).pipe(client);
  });
  onTestFinished(() => {
    for (const socket of tunnels) socket.destroy();
  });
  return { ...proxy, seen };
}

const setProxy = (url: string) => {
  vi.stubEnv("HTTP_PROXY", url);
  vi.stubEnv("HTTPS_PROXY", url);
};
const trustAuthority = () => ({ caCertificate: authority.certificate });

describe("HTTP_PROXY and HTTPS_PROXY", () => {
  it("route a request to a plain server, with the proxy's credentials", async () => {
    const [server, proxy] = [await startNamedServer(respondWith(200)), await startProxy()];
    setProxy(`http://operator:pa%2Fss@${proxy.host}`);
    await expect(clientOf(server.url).request(post)).resolves.toMatchObject({ status: 200 });
    expect(server.requests).toMatchObject([{ method: "POST", path: "/things?password=canary" }]);
    const authorization = `Basic ${Buffer.from("operator:pa/ss").toString("base64")}`;
    expect(proxy.seen).toEqual([{ line: `POST ${server.url}/things`, authorization }]);
  });

  it("route a request to a TLS server through a tunnel, so that the proxy can't read it", async () => {
    const [server, proxy] = [await startNamedServer(respondWith(200), certificate), await startProxy()];
    setProxy(proxy.url);
    await expect(clientOf(server.url, trustAuthority()).request(post)).resolves.toMatchObject({
      status: 200,
    });
    expect(server.requests).toHaveLength(1);
    expect(proxy.seen.map(({ line }) => line)).toEqual([`CONNECT ${server.host}`]);
  });

  it("do not disable the check of a TLS server's certificate", async () => {
    const [server, proxy] = [await startNamedServer(respondWith(200), certificate), await startProxy()];
    setProxy(proxy.url);
    await expect(clientOf(server.url).request(post)).rejects.toMatchObject({
      code: "tls",
      ambiguous: false,
      message: expect.stringMatching(`^no secure connection to ${server.host} \\(UNABLE_TO_VERIFY_LEAF_SIG`),
    });
    expect(server.requests).toEqual([]);
  });

  it("route a request through a TLS proxy with a certificate of the same private authority", async () => {
    const server = await startNamedServer(respondWith(200), certificate);
    const proxy = await startProxy(undefined, await authority.issue({ name: "localhost" }));
    setProxy(proxy.url.replace("127.0.0.1", "localhost"));
    expect(proxy.url).toMatch(/^https:/);
    await expect(clientOf(server.url, trustAuthority()).request(post)).resolves.toMatchObject({
      status: 200,
    });
    await expect(clientOf(server.url).request(post)).rejects.toMatchObject({ code: "tls", ambiguous: false });
    const plain = await startNamedServer(respondWith(200));
    await expect(clientOf(plain.url, trustAuthority()).request(post)).resolves.toMatchObject({ status: 200 });
    expect(proxy.seen.map(({ line }) => line)).toEqual([
      `CONNECT ${server.host}`,
      `POST ${plain.url}/things`,
    ]);
  });

  it.each(["http_proxy", "https_proxy"])("are also read in lower case: %s", async (name) => {
    const secure = name === "https_proxy";
    const server = await startNamedServer(respondWith(200), secure ? certificate : undefined);
    const proxy = await startProxy();
    vi.stubEnv(name, proxy.url);
    await clientOf(server.url, trustAuthority()).request(post);
    expect(proxy.seen).toHaveLength(1);
  });

  it.each([
    ["a plain server", undefined, 407, 1],
    ["a TLS server", true, 407, 1],
    ["a TLS server", true, 403, 1],
    ["a TLS server", true, 502, 3],
  ])("name the proxy when it refuses a request to %s (%s, %i)", async (_what, secure, status, tries) => {
    const server = await startNamedServer(respondWith(200), secure ? certificate : undefined);
    const proxy = await startProxy(status);
    setProxy(`http://operator:canary@${proxy.host}`);
    await expect(clientOf(server.url, trustAuthority()).request(post)).rejects.toMatchObject({
      name: "HttpError",
      code: "network",
      ambiguous: false,
      message: `${server.host} can't be reached (PROXY_${status}): ${remedy}${tries === 1 ? "" : ` (tried ${tries} times)`}`,
    });
    expect(proxy.seen).toHaveLength(tries);
    expect(server.requests).toEqual([]);
  });

  it.each([
    ["a plain server", undefined],
    ["a TLS server", true],
  ])("name the proxy when it is down, on the way to %s", async (_what, secure) => {
    const server = await startNamedServer(respondWith(200), secure ? certificate : undefined);
    setProxy(`http://operator:canary@127.0.0.1:${await closedPort()}`);
    const failure = await clientOf(server.url, trustAuthority())
      .request(post)
      .catch((error) => error);
    expect(failure).toMatchObject({ name: "HttpError", code: "network", ambiguous: false });
    expect(failure.message).toMatch(
      /^\S+ can't be reached \((PROXY_DOWN|UND_ERR_PRX_CONN)\): the proxy refused the connection, or could not reach the server: check HTTP_PROXY/,
    );
    expect(failure.message).not.toContain("canary");
    expect(server.requests).toEqual([]);
  });

  it("name the proxy when the server can't be reached through it", async () => {
    const host = `vendor.example:${await closedPort()}`;
    setProxy((await startProxy()).url);
    await expect(clientOf(`https://${host}`, trustAuthority()).request(post)).rejects.toMatchObject({
      code: "network",
      ambiguous: false,
      message: `${host} can't be reached (UND_ERR_PRX_CONN): ${remedy}`,
    });
  });

  it.each([
    "127.0.0.1:3128",
    "proxy.example:3128",
    "operator:canary",
    "://",
    "http://",
    "http://a:%zz@b",
    "ftp://x",
  ])("reject %j, which is not a proxy URL, without repeating it", (value) => {
    vi.stubEnv("HTTPS_PROXY", value);
    expect(() => clientOf("https://vendor.example")).toThrow(
      expect.objectContaining({
        name: "HttpError",
        code: "network",
        ambiguous: false,
        message:
          "vendor.example can't be reached: the environment variable HTTPS_PROXY is not a URL such as http://proxy.example:3128: correct it, or remove it",
      }),
    );
  });

  it.each([
    "socks5://operator:canary@proxy.example:1080",
    "SOCKS4a://proxy.example",
    "socks5h://x",
    "socks://x",
  ])("reject %s, a kind of proxy that is not supported", (value) => {
    vi.stubEnv("http_proxy", value);
    expect(() => clientOf("http://vendor.example")).toThrow(
      expect.objectContaining({
        code: "network",
        message:
          "vendor.example can't be reached: the environment variable http_proxy names a SOCKS proxy, which is not supported: set an HTTP proxy such as http://proxy.example:3128, or list the host in NO_PROXY",
      }),
    );
  });

  it.each([
    ["this machine", "http://127.0.0.1:1", {}],
    ["a host that NO_PROXY names", "http://vendor.example:1", { NO_PROXY: "vendor.example" }],
  ])("are ignored for %s", async (_what, endpoint, environment) => {
    setProxy("socks5://proxy.example");
    for (const [name, value] of Object.entries(environment)) vi.stubEnv(name, value);
    expect(clientOf(endpoint).host).toBe(new URL(endpoint).host);
  });

  it("route no request to this machine, whatever NO_PROXY says", async () => {
    const [server, proxy] = [await startServer(respondWith(200)), await startProxy()];
    setProxy(proxy.url);
    vi.stubEnv("NO_PROXY", "other.example");
    for (const host of ["127.0.0.1", "localhost", "LOCALHOST"]) {
      await clientOf(server.url.replace("127.0.0.1", host)).request(post);
    }
    expect(server.requests).toHaveLength(3);
    expect(proxy.seen).toEqual([]);
  });
});

describe("NO_PROXY", () => {
  // On Linux and macOS 0.0.0.0 leads to this machine, but is not a loopback address.
  it.each(["0.0.0.0", "0.0.0.0/8", "10.0.0.0/8 0.0.0.0/31", "*"])(
    "with %s bypasses the proxy",
    async (value) => {
      const [server, proxy] = [await startServer(respondWith(200)), await startProxy()];
      setProxy(proxy.url);
      vi.stubEnv("NO_PROXY", value);
      await clientOf(server.url.replace("127.0.0.1", "0.0.0.0")).request(post);
      expect(server.requests).toHaveLength(1);
      expect(proxy.seen).toEqual([]);
    },
  );

  it("with another range does not bypass the proxy", async () => {
    const [server, proxy] = [await startNamedServer(respondWith(200)), await startProxy()];
    setProxy(proxy.url);
    vi.stubEnv("NO_PROXY", "10.0.0.0/8, other.example");
    await clientOf(server.url).request(post);
    expect(proxy.seen).toHaveLength(1);
  });
});

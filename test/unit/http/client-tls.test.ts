import { getCACertificates, setDefaultCACertificates } from "node:tls";
import { beforeAll, describe, expect, it, onTestFinished } from "vitest";
import { throwawayAuthority } from "../../helpers/certificates.ts";
import { clientOf } from "../../helpers/client.ts";
import { respondWith, startServer } from "../../helpers/server.ts";
import { post } from "./requests.ts";

const remedy =
  "for a certificate of a private authority, set caCertificate to that authority's certificate; if the host name differs, use the name in the certificate";

let authority: Awaited<ReturnType<typeof throwawayAuthority>>;
let loopback: { key: string; cert: string };
beforeAll(async () => {
  authority = await throwawayAuthority();
  loopback = await authority.issue({ ip: "127.0.0.1" });
});

describe("a server with a certificate of a private authority", () => {
  it("gets no request, and the error says what to do", async () => {
    const server = await startServer(respondWith(200), loopback);
    await expect(clientOf(server.url).request(post)).rejects.toMatchObject({
      name: "HttpError",
      code: "tls",
      status: undefined,
      ambiguous: false,
      message: `no secure connection to ${server.host} (UNABLE_TO_VERIFY_LEAF_SIGNATURE): ${remedy}`,
    });
    expect(server.requests).toEqual([]);
  });

  it("is trusted with that authority's certificate", async () => {
    const server = await startServer(respondWith(200), loopback);
    const client = clientOf(server.url, { caCertificate: authority.certificate });
    await expect(client.request(post)).resolves.toMatchObject({ status: 200 });
    expect(server.requests).toHaveLength(1);
  });

  it("is trusted with a bundle that holds the authority's certificate among others", async () => {
    const other = await throwawayAuthority();
    const server = await startServer(respondWith(200), loopback);
    const caCertificate = `${other.certificate}\n${authority.certificate}`;
    await expect(clientOf(server.url, { caCertificate }).request(post)).resolves.toMatchObject({
      status: 200,
    });
  });

  it("is not trusted with another authority's certificate", async () => {
    const other = await throwawayAuthority();
    const server = await startServer(respondWith(200), loopback);
    const client = clientOf(server.url, { caCertificate: other.certificate });
    await expect(client.request(post)).rejects.toMatchObject({
      code: "tls",
      message: `no secure connection to ${server.host} (UNABLE_TO_VERIFY_LEAF_SIGNATURE): ${remedy}`,
    });
    expect(server.requests).toEqual([]);
  });

  it("is not trusted under a name that its certificate does not have", async () => {
    const server = await startServer(respondWith(200), await authority.issue({ name: "durst.example" }));
    const client = clientOf(server.url, { caCertificate: authority.certificate });
    await expect(client.request(post)).rejects.toMatchObject({
      code: "tls",
      ambiguous: false,
      message: `no secure connection to ${server.host} (ERR_TLS_CERT_ALTNAME_INVALID): ${remedy}`,
    });
    expect(server.requests).toEqual([]);
  });
});

describe("an authority that Node.js already trusts, for example by NODE_EXTRA_CA_CERTS,", () => {
  const trustInNode = (certificate: string) => {
    const before = getCACertificates("default");
    setDefaultCACertificates([...before, certificate]);
    onTestFinished(() => setDefaultCACertificates(before));
  };

  it("is trusted in addition to a private one", async () => {
    const other = await throwawayAuthority();
    trustInNode(other.certificate);
    const servers = [
      await startServer(respondWith(200), loopback),
      await startServer(respondWith(200), await other.issue({ ip: "127.0.0.1" })),
    ];
    for (const { url } of servers) {
      const client = clientOf(url, { caCertificate: authority.certificate });
      await expect(client.request(post)).resolves.toMatchObject({ status: 200 });
    }
  });
});

it("an error says that a server speaks no TLS", async () => {
  const server = await startServer(respondWith(200));
  await expect(clientOf(`https://${server.host}`).request(post)).rejects.toMatchObject({
    code: "tls",
    ambiguous: false,
    message: expect.stringMatching(
      /^no secure connection to \S+ \(ERR_SSL_\w+\): the server does not speak TLS: check the endpoint's scheme and port$/,
    ),
  });
  expect(server.requests).toEqual([]);
});

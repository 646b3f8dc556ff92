import { generate } from "selfsigned";
import { describe, expect, test } from "vitest";
import { throwawayAuthority } from "../../helpers/certificates.ts";
import { respondWith, startServer } from "../../helpers/server.ts";
import { startDurst, startRockit } from "../../simulators/index.ts";
import { configOf, type DoctorScene, nativeConfigOf, problemsIn, runDoctor } from "./doctor-scenes.ts";
import { builds, exportOf } from "./states.ts";
import { ownedResource, providerOfServers } from "./unmanaged-scenes.ts";

const day = 86_400_000;

/** A self-signed certificate that expires in this number of days. */
const certificateExpiringIn = (days: number) =>
  generate([{ name: "commonName", value: "Throwaway" }], {
    keyType: "ec",
    algorithm: "sha256",
    notBeforeDate: new Date(Date.now() - 100 * day),
    notAfterDate: new Date(Date.now() + days * day + day / 2),
    extensions: [{ name: "subjectAltName", altNames: [{ type: 7, ip: "127.0.0.1" }] }],
  });

/** The lines of doctor about a ROCKIT server at this endpoint. */
async function doctorAt(endpoint: string, config: DoctorScene["config"] = {}) {
  const account = { endpoint, credentials: { orgName: "o", username: "u", apiKey: "k", authToken: "t" } };
  const all = { ...configOf({ rockit: account }), ...config };
  const { lines, exitCode } = await runDoctor({ config: all });
  const lineOf = (id: string) => lines.find((line) => line.id === id);
  return { lineOf, problems: problemsIn(lines), exitCode };
}

const dateHeader = { date: new Date().toUTCString() };

describe("doctor at a server with TLS", { timeout: 60_000 }, () => {
  test("shows the subject, issuer and expiry of a trusted certificate", async () => {
    const authority = await throwawayAuthority();
    const { url, requests } = await startServer(
      respondWith(200, []),
      await authority.issue({ ip: "127.0.0.1" }),
    );
    const trusted = { "rockit:caCertificate": { value: authority.certificate } };
    const { lineOf, problems } = await doctorAt(url, trusted);
    expect(problems).toEqual([]);
    expect(lineOf("rockit.tls")?.what).toMatch(
      /^Throwaway server, by Throwaway authority \S+, until \d{4}-\d\d-\d\d/,
    );
    // Reaching the server needs no credential.
    expect(requests.map(({ path, headers }) => [path.split("?")[0], headers["x-rockit-api-key"]])).toEqual([
      ["/", undefined],
      ["/be/v1/subscriptions", "k"],
    ]);
  });

  test("warns about a certificate that expires soon", async () => {
    const { private: key, cert } = await certificateExpiringIn(10);
    const { url } = await startServer(respondWith(200, []), { key, cert });
    const { lineOf, problems, exitCode } = await doctorAt(url, { "rockit:caCertificate": { value: cert } });
    expect(problems).toEqual(["warn rockit.tls"]);
    expect(lineOf("rockit.tls")?.what).toMatch(/^expires in 10 days: Throwaway, by Throwaway, until /);
    expect(exitCode).toBe(0);
  });

  test("fails for an expired certificate", async () => {
    const { private: key, cert } = await certificateExpiringIn(-10);
    const { url } = await startServer(respondWith(200, []), { key, cert });
    const { lineOf, problems } = await doctorAt(url, { "rockit:caCertificate": { value: cert } });
    expect(problems).toEqual(["FAIL rockit.reach", "FAIL rockit.tls"]);
    expect(lineOf("rockit.tls")).toMatchObject({
      what: expect.stringMatching(/^a certificate has expired: Throwaway/),
      remedy: "ask the server's operator to renew it",
    });
  });

  test("fails if the certificate is for another name", async () => {
    const authority = await throwawayAuthority();
    const { url } = await startServer(
      respondWith(200, []),
      await authority.issue({ name: "rockit.example" }),
    );
    const { lineOf } = await doctorAt(url, { "rockit:caCertificate": { value: authority.certificate } });
    expect(lineOf("rockit.tls")?.what).toContain("ERR_TLS_CERT_ALTNAME_INVALID");
    expect(lineOf("rockit.tls")?.remedy).toContain("use the certificate's name in rockit:endpoint");
  });

  test("names a setting of the native plugin as `pulumi config set` expects", async () => {
    const { private: key, cert } = await certificateExpiringIn(90);
    const { url } = await startServer(respondWith(200, []), { key, cert });
    const credentials = { orgName: "o", username: "u", apiKey: "k", authToken: "t" };
    const { lines } = await runDoctor({ config: nativeConfigOf({ rockit: { endpoint: url, credentials } }) });
    expect(lines.find(({ id }) => id === "rockit.tls")?.remedy).toMatch(
      /rockit-durst:rockit\.caCertificate; .*rockit-durst:rockit\.endpoint$/,
    );
  });

  test("checks no certificate behind a proxy", async () => {
    const proxied = { "rockit:requestTimeout": { value: "1" }, "rockit:totalTimeout": { value: "1" } };
    const account = { credentials: { orgName: "o", username: "u", apiKey: "k", authToken: "t" } };
    const config = {
      ...configOf({ rockit: { endpoint: "https://rockit.example", ...account } }),
      ...proxied,
    };
    const { url } = await startServer(respondWith(403));
    const { lines } = await runDoctor({ config, environment: { HTTPS_PROXY: url } });
    expect(lines.find(({ id }) => id === "rockit.tls")).toMatchObject({
      status: "ok",
      what: "not checked: requests go through the proxy in HTTPS_PROXY",
    });
  });
});

describe("doctor at other servers", { timeout: 60_000 }, () => {
  test("warns about plain http to another machine", async () => {
    const { problems, lineOf } = await doctorAt("http://192.0.2.1:9", {
      "rockit:allowInsecureHttp": { value: "true" },
      "rockit:requestTimeout": { value: "1" },
      "rockit:totalTimeout": { value: "1" },
    });
    expect(problems).toEqual(["FAIL rockit.reach", "warn rockit.tls"]);
    expect(lineOf("rockit.tls")?.what).toBe("192.0.2.1:9 uses http: the network can read the credentials");
  });

  test("stops waiting for a silent server after the timeout", async () => {
    const { url } = await startServer(() => {});
    const timeouts = { "rockit:requestTimeout": { value: "1" }, "rockit:totalTimeout": { value: "1" } };
    const { lineOf, problems } = await doctorAt(url, timeouts);
    expect(problems).toEqual(["FAIL rockit.reach"]);
    expect(lineOf("rockit.reach")?.what).toMatch(/gave no usable answer \(ABORT_ERR\)/);
  });

  test("reports a redirect and does not follow the redirect", async () => {
    const { url } = await startServer(
      respondWith(302, "", { ...dateHeader, location: "https://elsewhere.example/a" }),
    );
    const { lineOf } = await doctorAt(url);
    expect(JSON.stringify(lineOf("rockit.reach"))).toMatch(/a redirect to elsewhere\.example.*final address/);
  });

  test("fails for another server than ROCKIT that accepts the credentials", async () => {
    const { url } = await startServer(respondWith(200, "<html>welcome", dateHeader));
    const { lineOf, problems } = await doctorAt(url);
    expect(problems).toEqual(["FAIL rockit.access"]);
    expect(lineOf("rockit.access")?.what).toMatch(/answered 200 with a body that is not JSON/);
  });

  test("warns about a server that sends no date", async () => {
    const { url } = await startServer((_request, response) => {
      response.sendDate = false;
      response.end("[]");
    });
    const { problems } = await doctorAt(url);
    expect(problems).toEqual(["warn rockit.clock"]);
  });

  test("checks the servers of explicit providers too, each under the provider's name", async () => {
    await using rockit = await startRockit();
    await using durst = await startDurst();
    await durst.outage();
    const resources = [
      providerOfServers({ rockit }, "eu"),
      providerOfServers({ durst }, "press"),
      {
        ...ownedResource("rockit:Subscription", "builds", "builds", builds),
        provider: `${providerOfServers({}, "eu").urn}::x`,
      },
    ];
    const state = exportOf({ resources: resources as never, pending: [] });
    const { lines } = await runDoctor({ config: {}, state }, rockit.credentials.apiKey);
    const servers = lines.filter(({ id }) => /^(rockit|durst)\./.test(id));
    expect(servers.map(({ section, id, status }) => `${section} ${id} ${status}`)).toEqual([
      "ROCKIT (eu) rockit.settings ok",
      "ROCKIT (eu) rockit.reach ok",
      "ROCKIT (eu) rockit.clock ok",
      "ROCKIT (eu) rockit.access ok",
      "Durst (press) durst.settings ok",
      "Durst (press) durst.reach FAIL",
    ]);
    expect(servers[0]?.what).toContain("from the provider");
  });

  test("fails if the stack uses a vendor without settings", async () => {
    const mine = ownedResource("rockit:Subscription", "builds", "builds", builds);
    const provider = "urn:pulumi:dev::shop::pulumi:providers:pulumi-nodejs::default::3f0e2ad4";
    const state = exportOf({ resources: [{ ...mine, provider }], pending: [] });
    const { lines } = await runDoctor({ config: {}, state });
    expect(problemsIn(lines).slice(0, 1)).toEqual(["FAIL rockit.settings"]);
  });
});

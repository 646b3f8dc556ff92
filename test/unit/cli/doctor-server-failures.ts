// Failures of a server or of the connection.
import { throwawayAuthority } from "../../helpers/certificates.ts";
import { closedPort, startServer } from "../../helpers/server.ts";
import { configWith, type FailureCase } from "./doctor-scenes.ts";

/** Settings for a server that answers every request, with a clock that is so many seconds behind. */
async function settingsOfServerBehind(seconds: number | undefined, tls?: { key: string; cert: string }) {
  const { url } = await startServer((request, response) => {
    response.sendDate = false;
    if (seconds !== undefined) {
      response.setHeader("date", new Date(Date.now() - seconds * 1000).toUTCString());
    }
    response.writeHead(200, { "x-auth-token": "t" });
    response.end(
      request.path.includes("subscribers") ? '{ "id": 0, "hostUri": "a", "externalAuthType": "NONE" }' : "[]",
    );
  }, tls);
  return { "rockit:endpoint": { value: url }, "durst:endpoint": { value: url } };
}

export const serverFailures: readonly FailureCase[] = [
  {
    name: "servers that are down",
    scene: async (servers) => {
      const value = `http://127.0.0.1:${await closedPort()}`;
      return { config: configWith(servers, { "rockit:endpoint": { value }, "durst:endpoint": { value } }) };
    },
    problems: ["FAIL rockit.reach", "FAIL durst.reach"],
    says: /can't be reached \(ECONNREFUSED\): nothing listens there[^"]*","remedy":"check the endpoint's port/,
  },
  {
    name: "certificates of a private authority",
    scene: async (servers) => {
      const authority = await throwawayAuthority();
      return {
        config: configWith(
          servers,
          await settingsOfServerBehind(0, await authority.issue({ ip: "127.0.0.1" })),
        ),
      };
    },
    problems: ["FAIL rockit.reach", "FAIL rockit.tls", "FAIL durst.reach", "FAIL durst.tls"],
    says: /not trusted \(UNABLE_TO_VERIFY_LEAF_SIGNATURE\): Throwaway server, by Throwaway authority \S+, until \d{4}-\d\d-\d\d.*set its certificate in rockit:caCertificate/s,
  },
  {
    name: "clocks that differ by more than deliveries tolerate",
    scene: async (servers) => ({ config: configWith(servers, await settingsOfServerBehind(400)) }),
    problems: ["FAIL rockit.clock", "FAIL durst.clock"],
    says: /the server's clock is (39\d|40\d) s behind this machine.*more than 300 s/s,
  },
  {
    name: "credentials that are refused",
    scene: (servers) => {
      const inTheStack = configWith(servers);
      servers.rockit.changeCredentials({ apiKey: "canary-another-key" });
      servers.durst.changeCredentials({ password: "canary-another-password" });
      return { config: inTheStack };
    },
    problems: ["FAIL rockit.access", "FAIL durst.login"],
    says: /answered 401 .*subscriptions\.read.*refused the login".*durst:username and durst:password do not match/s,
  },
  {
    name: "accounts without a permission",
    scene: (servers) => {
      servers.rockit.behaviour.permissions = ["subscriptions.create"];
      servers.durst.behaviour.permissions = ["write"];
      return { config: configWith(servers) };
    },
    problems: ["FAIL rockit.access", "FAIL durst.access"],
    says: /lacks the permission subscriptions\.read.*answered 403 .*lacks the permission/s,
  },
  {
    name: "a proxy that NO_PROXY does not exclude, because of invalid entries",
    scene: async (servers) => {
      const { url } = await startServer((_request, response) => response.writeHead(403).end());
      const limits = { requestTimeout: "1", totalTimeout: "1" };
      const more = Object.entries(limits).flatMap(([name, value]) => [
        [`rockit:${name}`, { value }],
        [`durst:${name}`, { value }],
      ]);
      return {
        config: configWith(servers, {
          ...Object.fromEntries(more),
          "rockit:endpoint": { value: "https://10.1.2.3" },
          "durst:endpoint": { value: "https://durst.example/pms" },
        }),
        environment: { HTTPS_PROXY: url, NO_PROXY: "10.1.*,https://durst.example/,other.example" },
      };
    },
    problems: ["warn rockit.proxy", "FAIL rockit.reach", "warn durst.proxy", "FAIL durst.reach"],
    says: /go through the proxy 127\.0\.0\.1:\d+; the entry 10\.1\.\* of NO_PROXY does not apply.*add 10\.1\.2\.3 itself.*the entry https:\/\/durst\.example\/ of NO_PROXY.*add durst\.example itself/s,
  },
  {
    name: "ROCKIT in maintenance",
    scene: (servers) => {
      servers.rockit.behaviour.maintenance = true;
      return { config: configWith(servers) };
    },
    problems: ["FAIL rockit.access"],
    says: /"\S+ is in maintenance \(503\)","remedy":"retry in 15 min"/,
  },
  {
    name: "a firewall's answer in place of ROCKIT's API",
    scene: (servers) => {
      servers.rockit.behaviour.firewall = true;
      const value = `${servers.rockit.endpoint}/wrong`;
      return { config: configWith(servers, { "rockit:endpoint": { value } }) };
    },
    problems: ["FAIL rockit.access"],
    says: /answered 404 and said: .*Not Found.*a firewall before the API, or another server, answered: set rockit:endpoint to/,
  },
  {
    name: "a page in place of the API",
    scene: async (servers) => {
      const page = "<!doctype html><title>Blocked</title><p>Blocked by the firewall";
      const { url } = await startServer((_request, response) => response.writeHead(403).end(page));
      return { config: configWith(servers, { "rockit:endpoint": { value: url } }) };
    },
    problems: ["FAIL rockit.access"],
    says: /answered 403 and said: Blocked Blocked by the firewall.*a firewall, a proxy or a login page answers in place of the API/,
  },
  {
    name: "an old Durst server, whose login has the password in the URL",
    scene: (servers) => {
      servers.durst.behaviour.login = "v1";
      return { config: configWith(servers) };
    },
    problems: ["warn durst.login"],
    says: /by login version 1, which puts the password into the URL.*1\.21\.1 or newer/,
  },
];

// Servers that refuse requests and repeat the received credentials in their refusals.
import { expect } from "vitest";
import { startServer } from "../helpers/server.ts";
import { secretsOf, standIn } from "./leaks/repeating.ts";
import { expectSecrecyIn, type Scenario } from "./leaks/scenarios.ts";

const fromNowOn = { times: Number.POSITIVE_INFINITY };

const repeated = (status: number, says: readonly RegExp[], kept: Scenario["kept"] = {}): Scenario => ({
  name: `${status} that repeats what it was sent`,
  says,
  kept,
  async arrange(scene) {
    await standIn(scene, (request, body, response) => {
      response.writeHead(status).end(secretsOf(scene, request, body));
    });
    return scene.everything();
  },
});

/** The texts repeat secrets in several forms, so the provider shows none of the text. */
const withheld = "said: \\(not shown, because the text contains a secret\\)";
const everyTextWithheld = (status: number) => [
  new RegExp(`creating ROCKIT subscription "releases": .* answered ${status} and ${withheld}`),
  new RegExp(`creating Durst subscriber jwt.example: .* answered ${status} and ${withheld}`),
];

expectSecrecyIn([
  repeated(401, everyTextWithheld(401)),
  repeated(403, everyTextWithheld(403)),
  repeated(409, [
    new RegExp(`creating ROCKIT subscription "builds": .* answered 409 and ${withheld}.*already exists`),
  ]),
  repeated(500, everyTextWithheld(500), { builds: [], releases: ["slackToken"] }),
  {
    name: "a login that is refused with words that repeat it",
    says: [
      /creating ROCKIT subscription "builds": .* answered 403/,
      /creating Durst subscriber jwt.example: .* refused the login/,
    ],
    async arrange(scene) {
      const { environment, canaries } = scene;
      const refusing = await startServer(({ path, headers, body }, response) =>
        response
          .writeHead(path.includes("/login") ? 401 : 403)
          .end(`${path} ${body} ${headers["x-rockit-api-key"]}`),
      );
      environment["ROCKIT_ENDPOINT"] = refusing.url;
      environment["DURST_ENDPOINT"] = refusing.url;
      environment["DURST_PASSWORD"] = canaries.make("Durst password, a wrong one");
      environment["ROCKIT_API_KEY"] = canaries.make("ROCKIT apiKey, a wrong one");
      return scene.everything();
    },
  },
  {
    name: "a redirect to another server, which gets nothing",
    says: [
      /creating ROCKIT subscription "builds": .* a redirect to .*; redirects are not followed/,
      /creating Durst subscriber jwt.example: .* a redirect to .*; redirects are not followed/,
    ],
    async arrange(scene) {
      const second = await startServer((_request, response) => response.end("[]"));
      const redirect = { kind: "redirect", to: `${second.url}/elsewhere` } as const;
      scene.rockit.faults.inject(redirect, { route: /^POST/, ...fromNowOn });
      scene.durst.faults.inject(redirect, { route: /create$/, ...fromNowOn });
      scene.defer(() => expect(second.requests).toEqual([]));
      return scene.everything();
    },
    after: ({ rockit, durst }) => {
      expect(rockit.faults.injected.length).toBeGreaterThan(0);
      expect(durst.faults.injected.length).toBeGreaterThan(0);
    },
  },
]);

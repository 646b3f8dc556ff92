// Servers that refuse requests and repeat the received credentials in their refusals.
import { expect } from "vitest";
import { startServer } from "../helpers/server.ts";
import { fromNowOn } from "./leaks/common-tests.ts";
import { secretsIn, useFakeServer } from "./leaks/fake-server.ts";
import { type LeakScenario, testScenarios } from "./leaks/scenarios.ts";

const echoScenario = (
  status: number,
  expectedOutput: readonly RegExp[],
  keptResources: LeakScenario["keptResources"] = {},
): LeakScenario => ({
  name: `a ${status} that repeats the secrets of the request`,
  expectedOutput,
  keptResources,
  async arrange(scene) {
    await useFakeServer(scene, (request, body, response) => {
      response.writeHead(status).end(secretsIn(scene, request, body));
    });
    return scene.programWithSecrets();
  },
});

/** The texts repeat secrets in several forms, so the provider shows none of the text. */
const hiddenText = "said: \\(not shown, because the text contains a secret\\)";
const allTextsHidden = (status: number) => [
  new RegExp(`creating ROCKIT subscription "releases": .* answered ${status} and ${hiddenText}`),
  new RegExp(`creating Durst subscriber jwt.example: .* answered ${status} and ${hiddenText}`),
];

testScenarios([
  echoScenario(401, allTextsHidden(401)),
  echoScenario(403, allTextsHidden(403)),
  echoScenario(409, [
    new RegExp(`creating ROCKIT subscription "builds": .* answered 409 and ${hiddenText}.*already exists`),
  ]),
  echoScenario(500, allTextsHidden(500), { builds: [], releases: ["slackToken"] }),
  {
    name: "a login that is refused with words that repeat it",
    expectedOutput: [
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
      return scene.programWithSecrets();
    },
  },
  {
    name: "a redirect to another server, which gets nothing",
    expectedOutput: [
      /creating ROCKIT subscription "builds": .* a redirect to .*; redirects are not followed/,
      /creating Durst subscriber jwt.example: .* a redirect to .*; redirects are not followed/,
    ],
    async arrange(scene) {
      const second = await startServer((_request, response) => response.end("[]"));
      const redirect = { kind: "redirect", to: `${second.url}/elsewhere` } as const;
      scene.rockit.faults.inject(redirect, { route: /^POST/, ...fromNowOn });
      scene.durst.faults.inject(redirect, { route: /create$/, ...fromNowOn });
      scene.defer(() => expect(second.requests).toEqual([]));
      return scene.programWithSecrets();
    },
    after: ({ rockit, durst }) => {
      expect(rockit.faults.injected.length).toBeGreaterThan(0);
      expect(durst.faults.injected.length).toBeGreaterThan(0);
    },
  },
]);

import type { PolicyResource } from "@pulumi/policy";
import { describe, expect, it } from "vitest";
import { noPlaintextSecrets } from "../../../packages/policy/src/index.ts";
import { passingVerdict, type Resource, secret, unknown, validateResource } from "../policy-server.ts";

const name = "no-plaintext-secrets";
const key = 'canary/+"key=';

describe("a resource's own secrets, before it is created", () => {
  const unmarkedViolation = (field: string) =>
    `${field} is not marked as a secret, so the state would contain it in plain text: wrap it in pulumi.secret. If a transform sets it, wrap it there.`;
  const resourceOf = (type: Resource["type"], props: object): Resource => ({ type, props: { ...props } });

  it.each<[string, Resource]>([
    ["slackToken", resourceOf("rockitSubscription", { slackToken: key })],
    ["secret", resourceOf("rockitSubscription", { secret: key })],
    [
      "xAuthInfo.password",
      resourceOf("durstSubscriber", { xAuthInfo: { user: secret("a"), password: key } }),
    ],
    ["jwtSigningInfo.key", resourceOf("durstSubscriber", { jwtSigningInfo: { httpHeaderName: "a", key } })],
    ["rockit:apiKey", resourceOf("provider", { "rockit:apiKey": key })],
    ["durst:password", resourceOf("provider", { "durst:username": "a", "durst:password": key })],
  ])("are reported in plain text: %s", async (field, resource) => {
    const violations = [unmarkedViolation(field)];
    expect(await validateResource(name, resource)).toEqual({ ...passingVerdict, violations });
  });

  it.each<[string, Resource]>([
    ["marked", resourceOf("rockitSubscription", { slackToken: secret(key) })],
    ["in an object marked as a whole", resourceOf("durstSubscriber", { jwtSigningInfo: secret({ key }) })],
    ["not known yet", resourceOf("rockitSubscription", { slackToken: unknown })],
    ["in an unknown object", resourceOf("durstSubscriber", { xAuthInfo: unknown })],
    ["absent", resourceOf("durstSubscriber", { xAuthInfo: { user: "a" }, jwtSigningInfo: null })],
    ["empty", resourceOf("rockitSubscription", { slackToken: "" })],
    ["no secret", resourceOf("durstSubscription", { topic: key })],
  ])("pass: %s", async (_what, resource) => {
    expect(await validateResource(name, resource)).toEqual(passingVerdict);
  });
});

it("reports that the SDK does not mark secret values", async () => {
  const reports: unknown[] = [];
  // Simulates an SDK that reads the engine's values differently from the installed one.
  const resources = [
    { type: "pulumi-nodejs:dynamic/rockit:Subscription", name: "builds", props: { secret: key } },
  ] as unknown as PolicyResource[];
  await noPlaintextSecrets.validateStack(
    {
      resources,
      getConfig: <T>() => ({}) as T,
      stackTags: new Map(),
      notApplicable: () => expect.unreachable(),
    },
    (...report) => reports.push(report),
  );
  expect(reports).toEqual([
    [expect.stringMatching(/@pulumi\/policy .*(does not show|can't see) which values are secret/)],
  ]);
});

import type { PolicyResource } from "@pulumi/policy";
import { describe, expect, it } from "vitest";
import { noPlaintextSecrets } from "../../../packages/policy/src/index.ts";
import { judged, type Resource, secret, unknown } from "../served.ts";

const name = "no-plaintext-secrets";
const key = 'canary/+"key=';

describe("a resource's own secrets, before it is created", () => {
  const unmarked = (field: string) =>
    `${field} is not marked as a secret, so the state would contain it in plain text: wrap it in pulumi.secret. If a transform sets it, wrap it there.`;
  const of = (type: Resource["type"], props: object): Resource => ({ type, props: { ...props } });

  it.each<[string, Resource]>([
    ["slackToken", of("rockitSubscription", { slackToken: key })],
    ["secret", of("rockitSubscription", { secret: key })],
    ["xAuthInfo.password", of("durstSubscriber", { xAuthInfo: { user: secret("a"), password: key } })],
    ["jwtSigningInfo.key", of("durstSubscriber", { jwtSigningInfo: { httpHeaderName: "a", key } })],
    ["rockit:apiKey", of("provider", { "rockit:apiKey": key })],
    ["durst:password", of("provider", { "durst:username": "a", "durst:password": key })],
  ])("are reported in plain text: %s", async (field, resource) => {
    const violations = [unmarked(field)];
    expect(await judged(name, resource)).toEqual({ violations, unknown: [], notApplicable: undefined });
  });

  it.each<[string, Resource]>([
    ["marked", of("rockitSubscription", { slackToken: secret(key) })],
    ["in an object marked as a whole", of("durstSubscriber", { jwtSigningInfo: secret({ key }) })],
    ["not known yet", of("rockitSubscription", { slackToken: unknown })],
    ["in an unknown object", of("durstSubscriber", { xAuthInfo: unknown })],
    ["absent", of("durstSubscriber", { xAuthInfo: { user: "a" }, jwtSigningInfo: null })],
    ["empty", of("rockitSubscription", { slackToken: "" })],
    ["no secret", of("durstSubscription", { topic: key })],
  ])("pass: %s", async (_what, resource) => {
    expect(await judged(name, resource)).toEqual({ violations: [], unknown: [], notApplicable: undefined });
  });
});

it("reports that the SDK does not mark secret values", async () => {
  const said: unknown[] = [];
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
    (...report) => said.push(report),
  );
  expect(said).toEqual([
    [expect.stringMatching(/@pulumi\/policy .*(does not show|can't see) which values are secret/)],
  ]);
});

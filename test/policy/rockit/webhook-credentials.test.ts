import { expect, it } from "vitest";
import { judged } from "../served.ts";

const name = "rockit-webhook-credentials";
const webhook = (url: unknown) =>
  ({ type: "rockitSubscription", props: { sender: "mkraw", type: "webhook", url } }) as const;
const named = (patterns: string) =>
  `url has a parameter with a credential's name (${patterns}), which ends in logs: take it out, and verify deliveries with the subscription's secret.`;

it("looks for the configured names only", async () => {
  const config = { parameters: ["pin", "door-*"] };
  const at = (query: string) => webhook(`https://hooks.example.com/?${query}`);
  expect((await judged(name, at("token=canary&opinion=1"), { config })).violations).toEqual([]);
  expect((await judged(name, at("PIN=canary&doorCode=canary"), { config })).violations).toEqual([
    named("pin, door-*"),
  ]);
  expect((await judged(name, at("token=canary"), { config: { parameters: [] } })).violations).toEqual([]);
});

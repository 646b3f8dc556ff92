import { expect, it } from "vitest";
import { judged, secret, unknown } from "../served.ts";

const name = "rockit-webhook-credentials";
const webhook = (url: unknown) =>
  ({ type: "rockitSubscription", props: { sender: "mkraw", type: "webhook", url } }) as const;
const user =
  "url holds a user or password, which ends in logs: take it out, and verify deliveries with the subscription's secret.";
const named = (patterns: string) =>
  `url has a parameter with a credential's name (${patterns}), which ends in logs: take it out, and verify deliveries with the subscription's secret.`;

it.each([
  "https://hooks.example.com/a",
  "https://hooks.example.com/token/key?site=innsbruck&line=1#top",
  "https://hooks.example.com/a@b",
  "https://hooks.example.com/?author=me&monkey=1&passage=2&coded=3&design=4&authority=5&keyboard=6",
  "https://hooks.example.com/?a=token&b=key",
  "https://hooks.example.com/?",
  "https://hooks.example.com/?=token",
])("lets %s pass", async (url) => {
  expect(await judged(name, webhook(url))).toEqual({ violations: [], unknown: [], notApplicable: undefined });
});

it("lets Slack pass, which has no url", async () => {
  const slack = { type: "rockitSubscription", props: { type: "slack", channelId: "C1" } } as const;
  expect((await judged(name, slack)).violations).toEqual([]);
});

it.each([
  "https://canary:canary@hooks.example.com/",
  "https://canary@hooks.example.com/",
  "https://:canary@hooks.example.com/",
  "https://canary@hooks.example.com\\a",
])("reports the user or password of %s", async (url) => {
  expect((await judged(name, webhook(url))).violations).toEqual([user]);
});

it.each([
  ["token=canary", "*token"],
  ["access_token=canary", "*token"],
  ["a=1&X-Amz-Security-Token=canary", "*token"],
  ["accesstoken=canary", "*token"],
  ["apiKey=canary", "*-key"],
  ["API_KEY=canary", "*-key"],
  ["api-key=canary", "*-key"],
  ["APIKey=canary", "*-key"],
  ["apikey=canary", "apikey"],
  ["api%5Bkey%5D=canary", "*-key"],
  ["%6bey=canary", "key"],
  ["key2=canary", "key"],
  ["KEY", "key"],
  ["clientSecret=canary", "*secret"],
  ["pwd=canary", "pwd"],
  ["sig=canary", "sig"],
  ["X-Amz-Signature=canary", "*signature"],
  ["oauth2=canary", "*auth"],
  ["code=canary", "code"],
  ["a=1;token=canary", "*token"],
])("reports ?%s", async (query, pattern) => {
  for (const url of [
    `https://hooks.example.com/?${query}`,
    `https://hooks.example.com/#${query}`,
    `https://hooks.example.com/#/page?${query}`,
  ])
    expect((await judged(name, webhook(url))).violations).toEqual([named(pattern)]);
});

it("reports both, and each pattern once", async () => {
  const url = "https://me:canary@hooks.example.com/?token=canary&my_token=canary&sig=canary";
  expect((await judged(name, webhook(url))).violations).toEqual([user, named("*token, sig")]);
});

it("looks for the configured names only", async () => {
  const config = { parameters: ["pin", "door-*"] };
  const at = (query: string) => webhook(`https://hooks.example.com/?${query}`);
  expect((await judged(name, at("token=canary&opinion=1"), { config })).violations).toEqual([]);
  expect((await judged(name, at("PIN=canary&doorCode=canary"), { config })).violations).toEqual([
    named("pin, door-*"),
  ]);
  expect((await judged(name, at("token=canary"), { config: { parameters: [] } })).violations).toEqual([]);
});

it("repeats nothing of a url that is secret", async () => {
  const url = secret("https://canary:canary@canary.example/canary?canary_token=canary#canary");
  expect((await judged(name, webhook(url))).violations).toEqual([user, named("*token")]);
});

it("waits for a url that is not known yet", async () => {
  const { violations, unknown: waits } = await judged(name, webhook(unknown));
  expect(violations).toEqual([]);
  expect(waits).toEqual([expect.stringMatching(/value at \.url can't be known during preview$/)]);
});

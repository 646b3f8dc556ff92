import { expect, it } from "vitest";
import { judged, secret } from "../served.ts";

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

const said = async (url: unknown, config = {}) => (await judged(name, webhook(url), { config })).violations;
const inTheClear =
  "url is a credential by itself, with which anybody can send to its receiver, and not marked as a secret: wrap it in pulumi.secret.";
const withToken =
  "url holds what looks like an access token, which ends in logs: take it out, and verify deliveries with the subscription's secret.";

it.each([
  "partitionKey=a",
  "partition_key=a",
  "sort-key=a&primaryKey=b&foreign_key=c",
  "publicKey=a&PUBLIC_KEY=b",
  "next_page_token=a&pageToken=b&pagetoken=c",
  "continuation-token=a&nextToken=b&sync_token=c",
  "csrf_token=a&X-CSRF-Token=b&authenticity_token=c",
  "keyboard=a&author=b&authority=c&authored=d&tokens=1&keyword=e&coder=f&countryCode=AT",
  "code=AT&lang=de",
  "code=6020",
  "code=en-US",
])("takes no name for a credential's that only looks like one: %s", async (query) => {
  expect(await said(`https://hooks.example.com/?${query}`)).toEqual([]);
});

it.each([
  ["code=canary-canary-canary", "code"],
  ["public_token=a", "*token"],
  ["secret_key=a&partitionKey=b", "*-key"],
  ["session_token=a&page_token=b", "*token"],
  ["functions-key=a", "*-key"],
  ["authkey=a", "authkey"],
])("takes a credential's name among others: %s", async (query, pattern) => {
  expect(await said(`https://hooks.example.com/?${query}`)).toEqual([named(pattern)]);
});

it("takes the configured names out", async () => {
  const config = { exceptParameters: ["door-key"] };
  expect(await said("https://hooks.example.com/?doorKey=a", config)).toEqual([]);
  expect(await said("https://hooks.example.com/?partitionKey=a", config)).toEqual([named("*-key")]);
});

it("finds parameters of the path", async () => {
  expect(await said("https://hooks.example.com/a;token=canary/b")).toEqual([named("*token")]);
});

const capabilities = [
  "https://hooks.slack.com/services/T00000000/B00000000/canary",
  "https://HOOKS.SLACK.COM.:443//services/T00000000/B00000000/canary",
  "https://hooks.slack.com/%73ervices/T00000000/B00000000/canary",
  "https://hooks.slack.com/workflows/T0/A0/1/canary",
  "https://hooks.slack.com/triggers/E0/1/canary",
  "https://hooks.slack-gov.com/services/T0/B0/canary",
  "https://discord.com/api/webhooks/1/canary",
  "https://discord.com/api/v10/webhooks/1/canary/slack",
  "https://ptb.discord.com/api/webhooks/1/canary",
  "https://canary.discordapp.com/api/webhooks/1/canary",
  "https://acme.webhook.office.com/webhookb2/canary",
  "https://outlook.office.com/webhook/canary",
  "https://prod-1.westeurope.logic.azure.com:443/workflows/a/triggers/manual/paths/invoke?api-version=1&sig=canary",
  "https://default1.2.environment.api.powerplatform.com/powerautomate/automations/direct/workflows/a?sig=canary",
  "https://chat.googleapis.com/v1/spaces/A/messages?key=canary&token=canary",
  "https://hooks.zapier.com/hooks/catch/1/canary/",
  "https://maker.ifttt.com/trigger/a/with/key/canary",
  "https://hook.eu1.make.com/canary",
  "https://webhook.site/9f1c3d5e-7a2b-4c8d-b6e0-1f4a5c7d9e3b",
  "https://canary.m.pipedream.net/",
  "https://api.telegram.org/bot1:canary/sendMessage",
  "https://relay.example.com/?to=https%3A%2F%2Fhooks.slack.com%2Fservices%2FT0%2FB0%2Fcanary",
];

it.each(capabilities)(
  "has the address of a receiver that asks for nothing else encrypted: %s",
  async (url) => {
    expect(await said(url)).toEqual([inTheClear]);
    expect(await said(secret(url))).toEqual([]);
  },
);

it.each([
  "https://hooks.slack.com/",
  "https://slack.com/services/a",
  "https://hooks.slack.com.example.com/services/a/b/c",
  "https://nothooks.slack.com/services/a/b/c",
  "https://discord.com/channels/1/2",
  "https://discord.com/api/webhooks/1",
  "https://make.com/a",
  "https://prod-1.westeurope.logic.azure.com/workflows/a",
  "https://chat.googleapis.com/v1/spaces/A/messages",
  "https://hooks.example.com/services/T0/B0/C0",
])("leaves other addresses: %s", async (url) => {
  expect(await said(url)).toEqual([]);
});

it("lets a receiver have the parameters only that it asks for", async () => {
  const url = "https://chat.googleapis.com/v1/spaces/A/messages?key=canary&token=canary&password=canary";
  expect(await said(secret(url))).toEqual([named("*password")]);
});

it.each([
  "ghp_canarycanarycanary",
  "github_pat_canarycanary_canary",
  "glpat-canarycanarycanary",
  "xoxb-1-2-canarycanary",
  "sk_live_canarycanary",
  "AKIAIOSFODNN7CANARY7",
  "eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiJjYW5hcnkifQ.canary-canary",
  "whsec_canarycanarycanary",
  "%67hp_canarycanarycanary",
])("finds an access token by its beginning: %s", async (token) => {
  for (const url of [`https://hooks.example.com/a/${token}/b`, `https://hooks.example.com/?a=${token}`])
    for (const each of [url, secret(url)]) expect(await said(each)).toEqual([withToken]);
});

it.each(["ghp", "sk_live", "xoxb", "eyJ", "AKIA", "npm_packages", "SG.1", "eyjafjallajokull-volcano"])(
  "takes no word for a token: %s",
  async (word) => {
    expect(await said(`https://hooks.example.com/${word}?a=${word}`)).toEqual([]);
  },
);

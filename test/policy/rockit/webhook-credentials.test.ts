import { expect, it } from "vitest";
import { secret } from "../policy-server.ts";
import { unmarkedCredential, violationsOf } from "./webhook-violations.ts";

const credentialParameters = (patterns: string) =>
  `url has a parameter with the name of a credential (${patterns}), which would end up in logs: remove it, and verify deliveries with the subscription's secret.`;

it("searches only for the configured names", async () => {
  const config = { parameters: ["pin", "door-*"] };
  expect(await violationsOf("https://hooks.example.com/?token=canary&opinion=1", config)).toEqual([]);
  expect(await violationsOf("https://hooks.example.com/?PIN=canary&doorCode=canary", config)).toEqual([
    credentialParameters("pin, door-*"),
  ]);
  expect(await violationsOf("https://hooks.example.com/?token=canary", { parameters: [] })).toEqual([]);
});

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
  "code=printed",
  "code=SKU-4711",
  "code=en-US",
])("accepts parameter names that only resemble a credential's: %s", async (query) => {
  expect(await violationsOf(`https://hooks.example.com/?${query}`)).toEqual([]);
});

it.each([
  ["code=canary-canary-canary", "code"],
  ["public_token=canary", "*token"],
  ["secret_key=canary&partitionKey=b", "*-key"],
  ["session_token=canary&page_token=b", "*token"],
  ["functions-key=canary", "*-key"],
  ["authkey=canary", "authkey"],
])("reports a credential's name, even among other parameters: %s", async (query, pattern) => {
  expect(await violationsOf(`https://hooks.example.com/?${query}`)).toEqual([credentialParameters(pattern)]);
});

it("accepts the names in exceptParameters", async () => {
  const config = { exceptParameters: ["door-key"] };
  expect(await violationsOf("https://hooks.example.com/?doorKey=canary", config)).toEqual([]);
  expect(await violationsOf("https://hooks.example.com/?partitionKey=canary", config)).toEqual([
    credentialParameters("*-key"),
  ]);
});

it("finds parameters in the path", async () => {
  expect(await violationsOf("https://hooks.example.com/a;token=canary/b")).toEqual([
    credentialParameters("*token"),
  ]);
});

const credentialUrls = [
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
  "https://events.pagerduty.com/x-ere/canary",
  "https://canary.x.pipedream.net/",
  "https://hkdk.events/canary",
  "https://automation.atlassian.com/pro/hooks/canary",
  "https://acme.app.n8n.cloud/webhook/canary",
  "https://hook.us1.make.celonis.com/canary",
  "https://oncall-prod-us-central-0.grafana.net/oncall/integrations/v1/webhook/canary/",
  "https://connect.pabbly.com/workflow/sendwebhookdata/canary",
  "https://outlook.office.com/webhookb2/canary",
  "https://chat.acme.example/hooks/canarycanarycanarycanary12",
  "https://chat.acme.example/team/hooks/canarycanarycanarycanary12",
  "https://relay.example.com/?to=https%3A%2F%2Fhooks.slack.com%2Fservices%2FT0%2FB0%2Fcanary",
];

it.each(credentialUrls)(
  "reports an unencrypted URL that is itself the receiver's only credential: %s",
  async (url) => {
    expect(await violationsOf(url)).toEqual([unmarkedCredential]);
    expect(await violationsOf(secret(url))).toEqual([]);
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
])("accepts other addresses: %s", async (url) => {
  expect(await violationsOf(url)).toEqual([]);
});

it("accepts only the parameters that the receiver requires", async () => {
  const url = "https://chat.googleapis.com/v1/spaces/A/messages?key=canary&token=canary&password=canary";
  expect(await violationsOf(secret(url))).toEqual([credentialParameters("*password")]);
});

it.each([
  "zapikey",
  "licensekey",
  "writekey",
  "subscriptionkey",
  "masterkey",
  "passwort",
  "kennwort",
  "user_pass",
  "token_value",
  "jsessionid",
  "PHPSESSID",
  "session_id",
  "otp",
  "tokens",
  "routing_key",
])("treats %s as a credential's name", async (parameter) => {
  const asName = [expect.stringMatching(/^url has a parameter with the name of a credential/)];
  for (const rest of [
    `?${parameter}=canary`,
    `;${parameter}=canary`,
    `?next=${encodeURIComponent(`https://a.example/?b=1&${parameter}=canary`)}`,
    `?next=${encodeURIComponent(`/a;${parameter}=canary`)}`,
    `?next=${encodeURIComponent(encodeURIComponent(`/a?${parameter}=canary`))}`,
    `a/${encodeURIComponent(`https://a.example/?${parameter}=canary`)}`,
  ])
    expect(await violationsOf(`https://hooks.example.com/${rest}`), rest).toEqual(asName);
});

it.each([
  ...["jobKey", "itemKey", "articleKey", "customerKey", "machineKey", "fileKey", "i18nKey", "threadKey"],
  ...["cursor_token", "marker_token", "skiptoken", "boarding_pass"],
])("does not treat %s as a credential's name", async (parameter) => {
  expect(await violationsOf(`https://hooks.example.com/?${parameter}=canary`)).toEqual([]);
});

it.each(["", "a", "de", "abc", "true", "False", "none", "null", "undefined", "%20%20de%20"])(
  "accepts values that are too short or too common for a credential: %j",
  async (value) => {
    const query = ["token", "pass", "key", "auth", "password"].map((parameter) => `${parameter}=${value}`);
    expect(await violationsOf(`https://hooks.example.com/?${query.join("&")}`)).toEqual([]);
  },
);

it.each([
  "auth=basic",
  "auth=hmac-sha256",
  "oauth=oauth2",
  "signature=sha256",
  "auth=api-key",
  "token=false",
])("accepts values that name a method: %s", async (query) => {
  expect(await violationsOf(`https://hooks.example.com/?${query}`)).toEqual([]);
});

it.each([
  ["https%3A%2F%2Fcanary:canary@a.example%2F", true],
  ["https://canary:canary@a.example/", true],
  ["https://canary@a.example/", true],
  ["https://a.example/&b=me@example.com", false],
  ["https://a.example/@canary", false],
  ["ftp://canary:canary@a.example/", true],
  ["//canary:canary@a.example/", true],
  ["mailto:me@example.com", false],
  ["me@example.com", false],
])("finds the user of an address in a parameter: %s", async (value, found) => {
  const violations = found
    ? [
        "url contains a user or password, which would end up in logs: remove it, and verify deliveries with the subscription's secret.",
      ]
    : [];
  expect(await violationsOf(`https://hooks.example.com/?url=${value}`)).toEqual(violations);
});

it.each([
  [{ parameters: ["api_key"] }, "apiKey", "api_key"],
  [{ parameters: ["zapiKey"] }, "zapi-key", "zapiKey"],
  [{ parameters: ["pin2"] }, "pin2", "pin2"],
  [{ parameters: ["PIN"] }, "pin2", "PIN"],
  [{ parameters: ["door_*"] }, "doorCode", "door_*"],
  [{ parameters: ["*_door"] }, "myDoor", "*_door"],
  [{ parameters: ["*_door"] }, "outdoor", undefined],
  [{ parameters: ["*2"] }, "pin2", "*2"],
  [{ parameters: ["*2"] }, "pin", undefined],
  [{ exceptParameters: ["doorKey"] }, "door_key", undefined],
  [{ exceptParameters: ["door_*"] }, "doorKey", undefined],
  [{ exceptParameters: ["DOOR-KEY"] }, "doorKey", undefined],
  [{ exceptParameters: ["door_*"] }, "indoorKey", "*-key"],
] as const)("reads configured names in any style: %j, %s", async (config, parameter, pattern) => {
  expect(await violationsOf(`https://hooks.example.com/?${parameter}=canary`, config)).toEqual(
    pattern === undefined ? [] : [credentialParameters(pattern)],
  );
});

it.each([
  "https://relay.example.com/#to=https://hooks.slack.com/services/T0/B0/canary",
  "https://relay.example.com/#https://hooks.slack.com/services/T0/B0/canary",
  "https://relay.example.com/?to=hooks.slack.com/services/T0/B0/canary",
  "https://relay.example.com/?to=//hooks.slack.com/services/T0/B0/canary",
  "https://relay.example.com/?a=1&hooks.slack.com/services/T0/B0/canary",
  "https://relay.example.com/https://hooks.slack.com/services/T0/B0/canary",
  "https://relay.example.com/to/hooks.slack.com/services/T0/B0/canary",
  "https://relay.example.com/to/https%3A%2F%2Fhooks.slack.com%2Fservices%2FT0%2FB0%2Fcanary",
  "https://relay.example.com/?to=https%253A%252F%252Fhooks.slack.com%252Fservices%252FT0%252FB0%252Fcanary",
])("reports an unencrypted address that forwards to such a receiver: %s", async (url) => {
  expect(await violationsOf(url)).toEqual([unmarkedCredential]);
  expect(await violationsOf(secret(url))).toEqual([]);
});

it.each([
  "https://relay.example.com/?to=hooks.slack.com",
  "https://relay.example.com/?to=nothooks.slack.com/services/T0/B0/a",
  "https://relay.example.com/hooks.slack.com/help",
  "https://relay.example.com/?to=https://app.example.com/services/T0",
  "https://chat.example.com/hooks/printers-of-innsbruck",
])("accepts an address that forwards elsewhere: %s", async (url) => {
  expect(await violationsOf(url)).toEqual([]);
});

it.each([null, 1, true, [], {}, ["https://canary:canary@hooks.example.com/"]])(
  "accepts a value that is not a string: %j",
  async (url) => {
    expect(await violationsOf(url)).toEqual([]);
  },
);

it.each([
  ["distinct names", Array.from({ length: 10_000 }, (_, at) => `a${at.toString(36)}x=canary`).join("&")],
  ["names of credentials", "token=canary&".repeat(10_000)],
  ["hosts", "hooks.slack.com/".repeat(10_000)],
  ["beginnings of tokens", "glpat-hvs.".repeat(10_000)],
  ["one long word", "a".repeat(100_000)],
  ["percent signs", "%25".repeat(100_000)],
  ["question marks", "?a=".repeat(10_000)],
  ["encoded question marks", "%3Fa%3D".repeat(10_000)],
])("judges a long query within seconds: %s", async (_, query) => {
  const start = performance.now();
  await violationsOf(`https://hooks.example.com/?${query}`);
  expect(performance.now() - start).toBeLessThan(5000);
});

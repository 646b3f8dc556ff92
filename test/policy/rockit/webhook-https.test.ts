import { expect, it } from "vitest";
import { judged, remediated, secret, unknown } from "../served.ts";

const name = "rockit-webhook-https";
const webhook = (url: unknown) =>
  ({ type: "rockitSubscription", props: { sender: "mkraw", type: "webhook", url } }) as const;
const violation =
  "url uses http, so that everybody on the way can read and change the events: begin it with https://.";

it.each(["https://hooks.example.com/a", "HTTPS://hooks.example.com"])("lets %s pass", async (url) => {
  expect(await judged(name, webhook(url))).toEqual({ violations: [], unknown: [], notApplicable: undefined });
});

it("lets Slack pass, which has no url", async () => {
  const slack = {
    type: "rockitSubscription",
    props: { type: "slack", slackToken: secret("xoxb"), channelId: "C1" },
  } as const;
  expect((await judged(name, slack)).violations).toEqual([]);
});

it.each(["http://hooks.example.com", "HTTP://hooks.example.com:8080/a"])("reports %s", async (url) => {
  expect((await judged(name, webhook(url))).violations).toEqual([violation]);
});

it("repeats nothing of a url that is secret", async () => {
  expect((await judged(name, webhook(secret("http://canary.example/?t=canary")))).violations).toEqual([
    violation,
  ]);
});

it("waits for a url that is not known yet", async () => {
  const { violations, unknown: waits } = await judged(name, webhook(unknown));
  expect(violations).toEqual([]);
  expect(waits).toEqual([expect.stringMatching(/value at \.url can't be known during preview$/)]);
});

it.each([
  ["http://hooks.example.com/a", "https://hooks.example.com/a"],
  ["HTTP://hooks.example.com:8080", "https://hooks.example.com:8080"],
])("mends %s", async (url, mended) => {
  const { props } = webhook(url);
  expect(await remediated(name, webhook(url))).toEqual({ ...props, url: mended });
});

it("keeps a mended url secret", async () => {
  const { props } = webhook("");
  expect(await remediated(name, webhook(secret("http://hooks.example.com")))).toEqual({
    ...props,
    url: secret("https://hooks.example.com"),
  });
});

it.each(["https://hooks.example.com", unknown])("leaves %s as it is", async (url) => {
  expect(await remediated(name, webhook(url))).toBeUndefined();
});

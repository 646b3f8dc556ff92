import { expect, it } from "vitest";
import { ambiguousTexts } from "../address/ambiguous.ts";
import { remediateResource, secret, unknown, validateResource } from "../policy-server.ts";
import { webhookTo } from "./webhooks.ts";

const name = "rockit-webhook-https";

it.each([
  ["http://hooks.example.com/a", "https://hooks.example.com/a"],
  ["HTTP://Hooks.Example.com", "https://Hooks.Example.com"],
  ["http://hooks.example.com:80/", "https://hooks.example.com/"],
  ["http://hooks.example.com:80", "https://hooks.example.com"],
  ["http://hooks.example.com:80?a=:80", "https://hooks.example.com?a=:80"],
  ["http://hooks.example.com:/#:80/", "https://hooks.example.com:/#:80/"],
  ["http://bücher.example.:80/%7e/a%2Fb?x=http://h:80/", "https://bücher.example./%7e/a%2Fb?x=http://h:80/"],
  ["http://[2001:db8::80]:80/", "https://[2001:db8::80]/"],
  ["http://[2001:db8::80]/", "https://[2001:db8::80]/"],
  ["http://me:80@hooks.example.com:80/", "https://me:80@hooks.example.com/"],
  ["http://me:80@hooks.example.com/", "https://me:80@hooks.example.com/"],
])("remediates %s, and nothing else", async (url, corrected) => {
  const { props } = webhookTo(url);
  expect(await remediateResource(name, webhookTo(url))).toEqual({ ...props, url: corrected });
  expect((await validateResource(name, webhookTo(corrected))).violations).toEqual([]);
});

it("keeps a remediated url secret", async () => {
  const { props } = webhookTo("");
  expect(await remediateResource(name, webhookTo(secret("http://hooks.example.com")))).toEqual({
    ...props,
    url: secret("https://hooks.example.com"),
  });
});

it.each([
  "https://hooks.example.com",
  "https://hooks.example.com:80/",
  "http://hooks.example.com:8080/",
  "http://hooks.example.com:443/",
  "http://[2001:db8::1]:8080",
  "hooks.example.com:80",
  "ftp://hooks.example.com",
  ...ambiguousTexts.map(([, text]) => text.replace(/^https/, "http")),
  unknown,
])("leaves %s as it is", async (url) => {
  expect(await remediateResource(name, webhookTo(url))).toBeUndefined();
});

it("explains why a URL with another port is not remediated, without repeating the port", async () => {
  const { violations } = await validateResource(name, webhookTo("http://hooks.example.com:8079/"));
  expect(violations).toEqual([
    expect.stringMatching(/give the port that speaks https\. The policy does not know this port/),
  ]);
  expect(violations.join()).not.toContain("8079");
});

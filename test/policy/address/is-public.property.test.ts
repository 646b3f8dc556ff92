import fc from "fast-check";
import { expect, it } from "vitest";
import { isPublic } from "../../../packages/policy/src/address/is-public.ts";
import { readAddress } from "../../../packages/policy/src/address/read-address.ts";
import { validateResource } from "../policy-server.ts";
import { webhookTo } from "../rockit/webhooks.ts";
import { privateTexts, urlLikeTexts } from "./private-texts.ts";
import { publicTexts } from "./public-texts.ts";

const isCalledPublic = (text: string): boolean => {
  const address = readAddress(text);
  return address !== "ambiguous" && isPublic(address.host);
};

const isReported = async (url: string): Promise<boolean> =>
  (await validateResource("rockit-webhook-public", webhookTo(url))).violations.length === 1;

it("calls no spelling of a private address public", { timeout: 60_000 }, () => {
  const tried = new Set<string>();
  fc.assert(
    fc.property(privateTexts, (text) => {
      tried.add(text);
      expect(isCalledPublic(text)).toBe(false);
    }),
    { numRuns: 20_000 },
  );
  expect(tried.size).toBeGreaterThan(10_000);
  console.log(`addresses: ${tried.size} spellings of private addresses tried, 0 public`);
});

it("calls public hosts public", { timeout: 60_000 }, () => {
  fc.assert(
    fc.property(publicTexts, (text) => {
      expect(isCalledPublic(text)).toBe(true);
    }),
    { numRuns: 5_000 },
  );
});

/** RFC 3986, appendix B, and the authority of 3.2. */
const rfc3986HostOf = (text: string): string | undefined => {
  const [, authority = ""] = /^[^:/?#]+:\/\/([^/?#]*)/.exec(text) ?? [];
  return /^(?:[^@]*@)?(.*?)(?::\d*)?$/s.exec(authority)?.[1];
};

it("reads the host that the URL Standard and RFC 3986 read, or calls the text ambiguous", {
  timeout: 60_000,
}, () => {
  let read = 0;
  fc.assert(
    fc.property(urlLikeTexts, (text) => {
      const address = readAddress(text);
      if (address === "ambiguous") return;
      read += 1;
      const { host, port } = address;
      const url = new URL(text);
      expect(url.hostname.replace(/^\[|\]$|\.$/g, "")).toBe(host.text);
      expect(url.port).toBe(port === undefined || port === 443 ? "" : `${port}`);
      const byRfc = new URL(`https://${rfc3986HostOf(text)}/`);
      expect(byRfc.hostname).toBe(url.hostname);
    }),
    { numRuns: 20_000 },
  );
  expect(read).toBeGreaterThan(500);
});

it("reports the same hosts in the policy", { timeout: 60_000 }, async () => {
  await fc.assert(
    fc.asyncProperty(privateTexts, publicTexts, async (hidden, open) => {
      expect(await isReported(hidden)).toBe(true);
      expect(await isReported(open)).toBe(false);
    }),
    { numRuns: 200 },
  );
});

import { secret, unknown } from "../served.ts";
import { type Case, cases, type Row, slackWithoutUrl, webhook } from "./row.ts";

const waits: Case[] = [{ what: "a url", of: webhook(unknown), unknown: ["url"] }];

const insecure =
  "url uses http, so that everybody on the way can read and change the events: begin it with https://.";
const foreign =
  "The host of url is not allowed: use one of hooks.example.com, *.acme.example, 10.*, 2001:db8::1, or have it added to hosts of this policy.";
const unreachable =
  "The host of url is local, private or reserved, where ROCKIT's cloud does not reach your receiver: use a public one, or have it added to allow of this policy.";
const withUser =
  "url holds a user or password, which ends in logs: take it out, and verify deliveries with the subscription's secret.";
const withCredential = (patterns: string) =>
  `url has a parameter with a credential's name (${patterns}), which ends in logs: take it out, and verify deliveries with the subscription's secret.`;

const notPublic: readonly (readonly [string, string])[] = [
  ["loopback", "https://127.0.0.1:8080/"],
  ["loopback", "https://127.255.255.254/"],
  ["loopback", "https://[::1]/"],
  ["link-local, the metadata service", "http://169.254.169.254/latest"],
  ["link-local", "https://[fe80::1]/"],
  ["private", "https://10.0.0.1/"],
  ["private", "https://172.16.0.1/"],
  ["private", "https://172.31.255.255/"],
  ["private", "https://192.168.1.1/"],
  ["unique-local, a metadata service too", "https://[fd00:ec2::254]/"],
  ["site-local", "https://[fec0::1]/"],
  ["carrier-grade NAT", "https://100.64.0.1/"],
  ["unspecified", "https://0.0.0.0/"],
  ["unspecified", "https://[::]/"],
  ["multicast", "https://224.0.0.1/"],
  ["multicast", "https://[ff02::1]/"],
  ["broadcast", "https://255.255.255.255/"],
  ["reserved", "https://240.0.0.1/"],
  ["documentation", "https://192.0.2.1/"],
  ["documentation", "https://[2001:db8::1]/"],
  ["benchmark", "https://198.18.0.1/"],
  ["IPv4-mapped", "https://[::ffff:10.0.0.1]/"],
  ["IPv4-mapped", "https://[::ffff:a9fe:a9fe]/"],
  ["IPv4-compatible", "https://[::10.0.0.1]/"],
  ["translated", "https://[::ffff:0:10.0.0.1]/"],
  ["NAT64", "https://[64:ff9b::10.0.0.1]/"],
  ["NAT64 of a network", "https://[64:ff9b:1::10.0.0.1]/"],
  ["6to4", "https://[2002:a00:1::]/"],
  ["Teredo", "https://[2001::1]/"],
  ["no global unicast", "https://[4000::1]/"],
  ["decimal", "https://2130706433/"],
  ["hexadecimal", "https://0x7f000001/"],
  ["hexadecimal", "https://0xa9.0xfe.0xa9.0xfe/"],
  ["octal", "https://0177.0.0.1/"],
  ["shortened", "https://127.1/"],
  ["full width", "https://127。0。0。1/"],
  ["behind a user", "https://hooks.example.com@127.0.0.1/"],
  ["behind backslashes", "https://\\127.0.0.1\\a"],
  ["with a dot at the end", "https://127.0.0.1./"],
  ["localhost", "https://localhost:3000/"],
  ["localhost", "https://LOCALHOST./"],
  ["localhost", "https://api.localhost/"],
  ["localhost", "https://localhost.localdomain/"],
  ["mDNS", "https://printer.local/"],
  ["internal", "http://metadata.google.internal/"],
  ["home network", "https://nas.home.arpa/"],
  ["home network", "https://home.arpa/"],
  ["closed network", "https://nas.lan/"],
  ["closed network", "https://erp.corp/"],
  ["closed network", "https://erp.intranet/"],
  ["closed network", "https://nas.home/"],
  ["closed network", "https://nas.private/"],
  ["test", "https://hooks.test/"],
  ["invalid", "https://hooks.invalid/"],
  ["alt", "https://hooks.alt/"],
  ["no domain", "https://hooks/"],
];

const credentialsInQueries = [
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
] as const;

/** The policies of a webhook's address. */
export const webhookRows: readonly Row[] = [
  {
    policy: "rockit-webhook-https",
    passes: [
      ...cases(["https://hooks.example.com/a", "HTTPS://hooks.example.com"], webhook),
      slackWithoutUrl,
    ],
    reports: cases(["http://hooks.example.com", "HTTP://hooks.example.com:8080/a"], webhook, {
      violations: [insecure],
    }),
    secret: cases([secret("http://canary.example/?t=canary")], webhook, { violations: [insecure] }),
    waits,
  },
  {
    policy: "rockit-webhook-hosts",
    configured: { config: { hosts: ["hooks.example.com", "*.acme.example", "10.*", "2001:db8::1"] } },
    passes: [
      ...cases(
        [
          "https://hooks.example.com/a?b",
          "https://HOOKS.example.com:8443",
          "https://hooks.example.com./",
          "https://a.b.acme.example",
          "http://10.1.2.3/",
          "https://[2001:db8::1]/",
        ],
        webhook,
      ),
      slackWithoutUrl,
    ],
    reports: cases(
      [
        "https://example.com",
        "https://acme.example",
        "https://hooks.example.com.evil.example",
        "https://evil.example/?hooks.example.com",
        "https://hooks.example.com@evil.example",
        "https://evilacme.example",
        "https://[2001:db8::2]/",
      ],
      webhook,
      { violations: [foreign] },
    ),
    secret: cases([secret("https://canary.example")], webhook, { violations: [foreign] }),
    waits,
    doesNotApply: cases(["https://anywhere.example"], webhook, {
      configured: {},
      notApplicable: "no hosts are configured: every host is allowed",
    }),
  },
  {
    policy: "rockit-webhook-public",
    passes: [
      ...cases(
        [
          "https://hooks.example.com/a",
          "https://HOOKS.example:8443",
          "https://local.example.com",
          "https://mylocal.example",
          "https://home.arpa.example.com",
          "https://8.8.8.8/",
          "https://172.15.255.255/",
          "https://172.32.0.1/",
          "https://[2606:4700::1111]/",
          "https://[::ffff:8.8.8.8]/",
        ],
        webhook,
      ),
      slackWithoutUrl,
    ],
    reports: notPublic.map(([what, url]) => ({
      what: `${what}: ${url}`,
      of: webhook(url),
      violations: [unreachable],
    })),
    secret: cases([secret("https://canary.local/canary")], webhook, { violations: [unreachable] }),
    waits,
  },
  {
    policy: "rockit-webhook-credentials",
    passes: [
      ...cases(
        [
          "https://hooks.example.com/a",
          "https://hooks.example.com/token/key?site=innsbruck&line=1#top",
          "https://hooks.example.com/a@b",
          "https://hooks.example.com/?author=me&monkey=1&passage=2&coded=3&design=4&authority=5&keyboard=6",
          "https://hooks.example.com/?a=token&b=key",
          "https://hooks.example.com/?",
          "https://hooks.example.com/?=token",
        ],
        webhook,
      ),
      slackWithoutUrl,
    ],
    reports: [
      ...cases(
        [
          "https://canary:canary@hooks.example.com/",
          "https://canary@hooks.example.com/",
          "https://:canary@hooks.example.com/",
          "https://canary@hooks.example.com\\a",
        ],
        webhook,
        { violations: [withUser] },
      ),
      ...credentialsInQueries.flatMap(([query, pattern]) =>
        cases(
          [
            `https://hooks.example.com/?${query}`,
            `https://hooks.example.com/#${query}`,
            `https://hooks.example.com/#/page?${query}`,
          ],
          webhook,
          { violations: [withCredential(pattern)] },
        ),
      ),
      // Both, and each pattern once.
      ...cases(["https://me:canary@hooks.example.com/?token=canary&my_token=canary&sig=canary"], webhook, {
        violations: [withUser, withCredential("*token, sig")],
      }),
    ],
    secret: cases(
      [secret("https://canary:canary@canary.example/canary?canary_token=canary#canary")],
      webhook,
      { violations: [withUser, withCredential("*token")] },
    ),
    waits,
  },
];

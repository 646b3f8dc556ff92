import { ambiguousMessage } from "../../../packages/policy/src/address/read-address.ts";
import { ambiguousTexts } from "../address/ambiguous.ts";
import { privateUrls, publicUrls } from "../address/sample-urls.ts";
import { secret, unknown } from "../policy-server.ts";
import { webhookTo } from "../rockit/webhooks.ts";
import { type Case, casesFor, type Row, slackWithoutUrl } from "./row.ts";

const waits: Case[] = [{ what: "a url", resources: webhookTo(unknown), unknown: ["url"] }];

const insecureUrl =
  "url uses http, so anyone on the network path can read and change the events: begin it with https://.";
const noScheme =
  "url has no https scheme, so events may not be encrypted: write it as a URL that begins with https://.";
const otherPort =
  "url uses http, so anyone on the network path can read and change the events: begin it with https://, and give the port that speaks https. The policy does not know this port, so it can't correct the URL itself.";
/** Ambiguous addresses: cases of every policy that reads the host. */
const ambiguous = ambiguousTexts.map(
  ([what, url]): Case => ({
    what: `ambiguous, ${what}: ${JSON.stringify(url)}`,
    resources: webhookTo(url),
    violations: [ambiguousMessage("url")],
  }),
);
const hostNotAllowed =
  "The host of url is not allowed: use one of hooks.example.com, *.acme.example, *.bücher.example, 10.0.0.0/8, 2001:db8::1, or add it to this policy's option hosts.";
const privateHost =
  "The host of url is local, private or reserved, so ROCKIT's cloud can't reach it: use a public host, or add it to this policy's option allow.";
const userInUrl =
  "url contains a user or password, which would end up in logs: remove it, and verify deliveries with the subscription's secret.";
const tokenInUrl =
  "url contains what looks like an access token, which would end up in logs: remove it, and verify deliveries with the subscription's secret.";
const unmarkedCredential =
  "url is itself a credential, because anyone who knows it can send to the receiver, but it is not marked as a secret: wrap it in pulumi.secret.";
const credentialParameters = (patterns: string) =>
  `url has a parameter with the name of a credential (${patterns}), which would end up in logs: remove it, and verify deliveries with the subscription's secret.`;

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
  ["KEY=canary", "key"],
  ["clientSecret=canary", "*secret"],
  ["pwd=canary", "pwd"],
  ["sig=canary", "sig"],
  ["X-Amz-Signature=canary", "*signature"],
  ["oauth2=canary", "*auth"],
  ["code=canary-canary-canary", "code"],
  ["a=1;token=canary", "*token"],
] as const;

/** The policies of a webhook's address. */
export const webhookRows: readonly Row[] = [
  {
    policy: "rockit-webhook-https",
    passes: [
      ...casesFor(["https://hooks.example.com/a", "HTTPS://hooks.example.com"], webhookTo),
      slackWithoutUrl,
    ],
    reports: [
      ...casesFor(
        ["http://hooks.example.com", "HTTP://hooks.example.com:80/a", "http://10.1.2.3/"],
        webhookTo,
        {
          violations: [insecureUrl],
        },
      ),
      ...casesFor(["http://hooks.example.com:8080/a", "http://[::1]:443"], webhookTo, {
        violations: [otherPort],
      }),
      ...casesFor(["hooks.example.com:443", "ftp://hooks.example.com"], webhookTo, {
        violations: [noScheme],
      }),
      ...ambiguous,
    ],
    secret: casesFor([secret("http://canary.example/?t=canary")], webhookTo, { violations: [insecureUrl] }),
    waits,
  },
  {
    policy: "rockit-webhook-allowed-hosts",
    context: {
      config: {
        hosts: ["hooks.example.com", "*.acme.example", "*.bücher.example", "10.0.0.0/8", "2001:db8::1"],
      },
    },
    passes: [
      ...casesFor(
        [
          "https://hooks.example.com/a?b",
          "https://HOOKS.example.com:8443",
          "https://hooks.example.com./",
          "https://a.b.acme.example",
          "http://10.1.2.3/",
          "https://[2001:db8::1]/",
          "https://[2001:DB8:0:0::1]/",
          "https://[::ffff:10.1.2.3]/",
          "https://me:canary@hooks.example.com/",
          "https://a.BÜCHER.example/",
          "https://a.xn--bcher-kva.example./",
        ],
        webhookTo,
      ),
      slackWithoutUrl,
    ],
    reports: [
      ...casesFor(
        [
          "https://example.com",
          "https://acme.example",
          "https://hooks.example.com.evil.example",
          "https://evil.example/?hooks.example.com",
          "https://hooks.example.com@evil.example",
          "https://evilacme.example",
          "https://[2001:db8::2]/",
          "https://10.1.2.3.example/",
          "https://10.x/",
          "https://[::10.1.2.3]/",
          "https://bücher.example/",
        ],
        webhookTo,
        { violations: [hostNotAllowed] },
      ),
      ...ambiguous,
    ],
    secret: casesFor([secret("https://canary.example")], webhookTo, { violations: [hostNotAllowed] }),
    waits,
    doesNotApply: casesFor(["https://anywhere.example"], webhookTo, {
      context: {},
      notApplicable: "no hosts are configured: every host is allowed",
    }),
  },
  {
    policy: "rockit-webhook-public",
    passes: [...casesFor(publicUrls, webhookTo), slackWithoutUrl],
    reports: [
      ...privateUrls.map(([what, url]) => ({
        what: `${what}: ${url}`,
        resources: webhookTo(url),
        violations: [privateHost],
      })),
      ...ambiguous,
    ],
    secret: casesFor([secret("https://canary.local/canary")], webhookTo, { violations: [privateHost] }),
    waits,
  },
  {
    policy: "rockit-webhook-credentials",
    passes: [
      ...casesFor(
        [
          "https://hooks.example.com/a",
          "https://hooks.example.com/token/key?site=innsbruck&line=1#top",
          "https://hooks.example.com/a@b",
          "https://hooks.example.com/?author=me&monkey=1&passage=2&coded=3&design=4&authority=5&keyboard=6",
          "https://hooks.example.com/?a=token&b=key",
          "https://hooks.example.com/?",
          "https://hooks.example.com/?=token",
          "https://hooks.example.com/?KEY",
          "https://hooks.example.com/?code=printed&pass=1&key=de&auth=none",
          "https://hooks.example.com/?partitionKey=a&public_key=b&next_page_token=c&code=AT&csrf_token=d",
        ],
        webhookTo,
      ),
      ...casesFor([secret("https://hooks.slack.com/services/T0/B0/canary")], webhookTo),
      slackWithoutUrl,
    ],
    reports: [
      ...casesFor(
        [
          "https://canary:canary@hooks.example.com/",
          "https://canary@hooks.example.com/",
          "https://:canary@hooks.example.com/",
          "https://canary@hooks.example.com\\a",
          "https:canary:canary@hooks.example.com/",
          "https:/canary@hooks.example.com/",
          "https:\\\\canary@hooks.example.com/",
          "https://hooks.example.com\\@canary.example/",
          "canary@hooks.example.com/",
        ],
        webhookTo,
        { violations: [userInUrl] },
      ),
      ...casesFor([`https://hooks.example.com/ghp_${"canary".repeat(6)}`], webhookTo, {
        violations: [tokenInUrl],
      }),
      ...casesFor(["https://hooks.slack.com/services/T0/B0/canary"], webhookTo, {
        violations: [unmarkedCredential],
      }),
      ...credentialsInQueries.flatMap(([query, pattern]) =>
        casesFor(
          [
            `https://hooks.example.com/?${query}`,
            `https://hooks.example.com/#${query}`,
            `https://hooks.example.com/#/page?${query}`,
          ],
          webhookTo,
          { violations: [credentialParameters(pattern)] },
        ),
      ),
      // Both, and each pattern once.
      ...casesFor(
        ["https://me:canary@hooks.example.com/?token=canary&my_token=canary&sig=canary"],
        webhookTo,
        {
          violations: [userInUrl, credentialParameters("*token, sig")],
        },
      ),
    ],
    secret: casesFor(
      [secret("https://canary:canary@canary.example/canary?canary_token=canary#canary")],
      webhookTo,
      { violations: [userInUrl, credentialParameters("*token")] },
    ),
    waits,
  },
];

import { parseLenientUrl } from "./lenient-url";
import { decoded, textsOf } from "./url-parts";

// Capability URLs: anyone who knows the URL of such a receiver can send to it.

interface Service {
  /** Matches the host without port, in lower case. */
  readonly host: RegExp;
  readonly path?: RegExp;
  /** Parameters that the URL must have. */
  readonly parameters?: readonly string[];
}

const services: readonly Service[] = [
  // Slack
  { host: /^hooks\.slack(-gov)?\.com$/, path: /^\/(services|workflows|triggers)\/./ },
  // Discord
  { host: /^((ptb|canary)\.)?discord(app)?\.com$/, path: /^\/api(\/v\d+)?\/webhooks\/[^/]+\/./ },
  // Microsoft Teams, Office and Power Automate
  { host: /^([\w-]+\.)*webhook\.office\.com$/, path: /^\/./ },
  { host: /^outlook\.office(365)?\.com$/, path: /^\/webhook(b2)?\/./ },
  { host: /^([\w-]+\.)*logic\.azure\.(com|us|cn)$/, parameters: ["sig"] },
  { host: /^([\w-]+\.)+api\.powerplatform\.(com|us|cn)$/, parameters: ["sig"] },
  { host: /^([\w-]+\.)*environment\.api\.powerplatform\.(com|us|cn)$/ },
  // Google Chat
  { host: /^chat\.googleapis\.com$/, path: /^\/v1\/spaces\/[^/]+\/messages/, parameters: ["key", "token"] },
  // Chats
  { host: /^webexapis\.com$/, path: /^\/v1\/webhooks\/incoming\/./ },
  { host: /^api\.telegram\.org$/, path: /^\/bot\d+:./ },
  { host: /^open\.(feishu\.cn|larksuite\.com)$/, path: /^\/open-apis\/bot\/v2\/hook\/./ },
  { host: /^oapi\.dingtalk\.com$/, path: /^\/robot\/send/, parameters: ["access_token"] },
  { host: /^qyapi\.weixin\.qq\.com$/, path: /^\/cgi-bin\/webhook\/send/, parameters: ["key"] },
  { host: /^ntfy\.sh$/, path: /^\/./ },
  // Automation
  { host: /^hooks\.zapier\.com$/, path: /^\/hooks\/(catch|standard)\/./ },
  { host: /^hook\.([\w-]+\.)*(make|make\.celonis|integromat)\.com$/, path: /^\/./ },
  { host: /^maker\.ifttt\.com$/, path: /\/with\/key\/./ },
  { host: /^hooks\.airtable\.com$/, path: /^\/workflows\/./ },
  { host: /^webhooks\.([\w-]+\.)*workato\.com$/, path: /^\/webhooks\/./ },
  { host: /^([\w-]+\.)+[mx]\.pipedream\.net$/ },
  { host: /^automation\.atlassian\.com$/, path: /^\/pro\/hooks\/./ },
  { host: /^([\w-]+\.)+n8n\.cloud$/, path: /^\/webhook(-test)?\/./ },
  { host: /^([\w-]+\.)+tines\.com$/, path: /^\/webhook\/[^/]+\/./ },
  { host: /^connect\.pabbly\.com$/, path: /^\/workflow\/sendwebhookdata\/./ },
  { host: /^hkdk\.events$/, path: /^\/./ },
  { host: /^hooks\.nabu\.casa$/, path: /^\/./ },
  // Alarms
  { host: /^events\.(eu\.)?pagerduty\.com$/, path: /^\/(integration|x-ere)\/./ },
  { host: /^([\w-]+\.)+grafana\.net$/, path: /^\/(oncall\/)?integrations\/./ },
  { host: /^alert\.victorops\.com$/, path: /^\/integrations\/./ },
  { host: /^hc-ping\.com$/, path: /^\/./ },
  // Deployments
  { host: /^api\.netlify\.com$/, path: /^\/build_hooks\/./ },
  { host: /^api\.vercel\.com$/, path: /^\/v1\/integrations\/deploy\/./ },
  { host: /^api\.cloudflare\.com$/, path: /^\/client\/v4\/pages\/webhooks\/deploy_hooks\/./ },
  { host: /^api\.render\.com$/, path: /^\/deploy\/./, parameters: ["key"] },
  // Inboxes for tests: anyone who knows the URL can read them too.
  { host: /^webhook\.site$/, path: /^\/./ },
  { host: /^([\w-]+\.)+webhook\.site$/ },
  { host: /^smee\.io$/, path: /^\/./ },
  // Mattermost and Rocket.Chat, on any host
  { host: /./, path: /\/hooks\/[a-z\d]{26}\/?$/ },
  { host: /./, path: /\/hooks\/[A-Za-z\d]{17,24}\/[A-Za-z\d]{40,64}\/?$/ },
];

interface Capability {
  /** Names of the parameters in which its receiver expects credentials. */
  readonly parameters: readonly string[];
}

/** Tells whether a URL is itself a credential. */
function capabilityOf(address: URL): Capability | undefined {
  const host = address.hostname.replace(/\.$/, "");
  const candidates = services.filter((service) => service.host.test(host));
  if (candidates.length === 0) return undefined;
  // Servers accept doubled slashes and percent-encoded letters.
  const path = decoded(address.pathname).replaceAll(/\/{2,}/g, "/");
  const names = new Set([...address.searchParams.keys()].map((name) => name.toLowerCase()));
  return candidates
    .filter((service) => service.path?.test(path) ?? true)
    .map(({ parameters = [] }) => ({ parameters }))
    .find(({ parameters }) => parameters.every((name) => names.has(name)));
}

/** Finds hosts in a text. A URL without scheme begins with its host. */
const hostIn = /(?<![\w.-])[\w-]{1,63}(?:\.[\w-]{1,63}){1,9}/g;
/** Longer than a capability URL, and short enough to be parsed often. */
const maxLength = 600;

/** The capability URLs in a URL: itself, and those to which a relay forwards events. */
export function capabilitiesIn(address: URL): Capability[] {
  // An embedded URL may contain unencoded ampersands.
  const whole = decoded(`${address.pathname}${address.search}`);
  const inner = new Set(
    [...textsOf(address), whole].flatMap((text) =>
      [...text.matchAll(hostIn)].map(({ index }) => text.slice(index, index + maxLength)),
    ),
  );
  return [address, ...[...inner].map(parseLenientUrl)].flatMap((each) => (each && capabilityOf(each)) ?? []);
}

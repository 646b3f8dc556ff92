import { decoded, textsOf } from "./url-parts";
import { parseLenientUrl } from "./lenient-url";

// Receivers whose address is the credential: whoever knows it can send to them, and some give it out in no other way.

interface Service {
  /** Without the port; in lower case. */
  readonly host: RegExp;
  readonly path?: RegExp;
  /** Parameters without which the address is none of them. */
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
  // Inboxes for tests: whoever knows the address can read them too.
  { host: /^webhook\.site$/, path: /^\/./ },
  { host: /^([\w-]+\.)+webhook\.site$/ },
  { host: /^smee\.io$/, path: /^\/./ },
  // Mattermost and Rocket.Chat, which have hosts of their users
  { host: /./, path: /\/hooks\/[a-z\d]{26}\/?$/ },
  { host: /./, path: /\/hooks\/[A-Za-z\d]{17,24}\/[A-Za-z\d]{40,64}\/?$/ },
];

interface Capability {
  /** The names of the parameters that its receiver takes credentials in. */
  readonly parameters: readonly string[];
}

/** Whether an address is a credential by itself. */
function capabilityOf(address: URL): Capability | undefined {
  const host = address.hostname.replace(/\.$/, "");
  const candidates = services.filter((service) => service.host.test(host));
  if (candidates.length === 0) return undefined;
  // Servers take a doubled slash, and letters in percent-encoding, for what they stand for.
  const path = decoded(address.pathname).replaceAll(/\/{2,}/g, "/");
  const names = new Set([...address.searchParams.keys()].map((name) => name.toLowerCase()));
  return candidates
    .filter((service) => service.path?.test(path) ?? true)
    .map(({ parameters = [] }) => ({ parameters }))
    .find(({ parameters }) => parameters.every((name) => names.has(name)));
}

/** What looks like a host in a text; where it begins is where an address begins that has no scheme. */
const hostIn = /(?<![\w.-])[\w-]{1,63}(?:\.[\w-]{1,63}){1,9}/g;
/** More than such an address has, and little enough to read it often. */
const maxLength = 600;

/** The address, and those that it leads on to for a receiver that passes events on, as far as they are credentials by themselves. */
export function capabilitiesIn(address: URL): Capability[] {
  // Its ampersands may have to be its own, though they are not encoded.
  const whole = decoded(`${address.pathname}${address.search}`);
  const inner = new Set(
    [...textsOf(address), whole].flatMap((text) =>
      [...text.matchAll(hostIn)].map(({ index }) => text.slice(index, index + maxLength)),
    ),
  );
  return [address, ...[...inner].map(parseLenientUrl)].flatMap((each) => (each && capabilityOf(each)) ?? []);
}

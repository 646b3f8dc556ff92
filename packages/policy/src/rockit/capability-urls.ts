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
  { host: /^outlook\.office(365)?\.com$/, path: /^\/webhook\/./ },
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
  { host: /^hook\.([\w-]+\.)*(make|integromat)\.com$/, path: /^\/./ },
  { host: /^maker\.ifttt\.com$/, path: /\/with\/key\/./ },
  { host: /^hooks\.airtable\.com$/, path: /^\/workflows\/./ },
  { host: /^webhooks\.([\w-]+\.)*workato\.com$/, path: /^\/webhooks\/./ },
  { host: /^([\w-]+\.)+m\.pipedream\.net$/ },
  // Alarms
  { host: /^events\.(eu\.)?pagerduty\.com$/, path: /^\/integration\/./ },
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
];

/** Whether an address is a credential by itself; then with the names of the parameters that its receiver takes credentials in. */
export function capabilityOf(address: URL): { readonly parameters: readonly string[] } | undefined {
  const host = address.hostname.replace(/\.$/, "");
  // Servers take a doubled slash, and letters in percent-encoding, for what they stand for.
  const path = decoded(address.pathname).replaceAll(/\/{2,}/g, "/");
  const names = [...address.searchParams.keys()].map((name) => name.toLowerCase());
  return services
    .filter((service) => service.host.test(host) && (service.path?.test(path) ?? true))
    .map(({ parameters = [] }) => ({ parameters }))
    .find(({ parameters }) => parameters.every((name) => names.includes(name)));
}

/** A text without percent-encoding, as far as it is UTF-8. */
export function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

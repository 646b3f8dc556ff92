import { X509Certificate } from "node:crypto";
import type { EndpointSettings } from "../http/client";
import {
  waysToSet,
  type SettingsDefinition,
  SettingsError,
  type SettingsSource,
  setting,
  settingValue,
  displayKey,
  timeoutsOf,
} from "./setting";

type Wanted = ReturnType<typeof setting>;

/** How a vendor's server is reached; `undefined` as endpoint if none is given. @throws SettingsError naming what is malformed */
export function endpointSettings(
  vendor: SettingsDefinition,
  source: SettingsSource,
): Omit<EndpointSettings, "endpoint"> & { readonly endpoint: URL | undefined } {
  return {
    endpoint: endpointOf(vendor, source),
    caCertificate: certificates(setting(vendor, "caCertificate"), source),
    ...timeouts(vendor, source),
    maxConnections: positive(setting(vendor, "maxConnections"), source),
  };
}

/** Whether two texts are the same server's address. */
export function isSameServer(one: string, other: string): boolean {
  const [first, second] = [one, other].map((text) =>
    URL.canParse(text) ? bareUrl(new URL(text)) : undefined,
  );
  return first !== undefined && first === second;
}

const bareUrl = ({ origin, pathname }: URL) => `${origin}${pathname.replace(/\/+$/, "")}`;

const loopback = /^(localhost|127(\.\d+){3}|\[::1\])$/;

/** What URL parsers drop or read in another way, without a word. */
const notInUrls = /[\s\p{Cc}\p{Cf}\\]/u;

function endpointOf(vendor: SettingsDefinition, source: SettingsSource): URL | undefined {
  const wanted = setting(vendor, "endpoint");
  const key = displayKey(wanted.key, source);
  const text = settingValue(wanted, source);
  if (text === undefined) return undefined;
  const endpoint = URL.canParse(text) && !notInUrls.test(text) ? new URL(text) : undefined;
  if (endpoint === undefined || !["http:", "https:"].includes(endpoint.protocol)) {
    throw new SettingsError(
      `the setting ${key} must be a URL such as https://host.example`,
      `correct it with ${waysToSet(wanted, source)}`,
    );
  }
  if (
    endpoint.username !== "" ||
    endpoint.password !== "" ||
    endpoint.search !== "" ||
    endpoint.hash !== ""
  ) {
    throw new SettingsError(
      `the setting ${key} must be a bare URL without user, password, query or fragment`,
      `correct it with ${waysToSet(wanted, source)}`,
    );
  }
  const insecure = setting(vendor, "allowInsecureHttp");
  const allowed = flag(insecure, source) === true;
  if (endpoint.protocol === "http:" && !loopback.test(endpoint.hostname) && !allowed) {
    throw new SettingsError(
      `the setting ${key} is plain http, which shows the credentials to the network`,
      `use https, or set ${displayKey(insecure.key, source)} (${insecure.variable}) to true on a closed network`,
    );
  }
  return endpoint;
}

/** Of the two, one that is left out follows the one that is given. */
function timeouts(vendor: SettingsDefinition, source: SettingsSource) {
  const [request, total] = [setting(vendor, "requestTimeout"), setting(vendor, "totalTimeout")];
  const [oneRequest, whole] = [positive(request, source), positive(total, source)];
  if (oneRequest !== undefined && whole !== undefined && whole < oneRequest) {
    throw new SettingsError(
      `the setting ${displayKey(total.key, source)} (${total.variable}) is less than ${displayKey(request.key, source)} (${request.variable}), which it includes`,
      "raise it, or leave it out",
    );
  }
  const usual = timeoutsOf(vendor);
  return {
    requestTimeout: 1000 * (oneRequest ?? Math.min(usual.requestTimeout, whole ?? Number.POSITIVE_INFINITY)),
    totalTimeout: 1000 * (whole ?? Math.max(usual.totalTimeout, oneRequest ?? 0)),
  };
}

export function flag(wanted: Wanted, source: SettingsSource): boolean | undefined {
  const text = settingValue(wanted, source);
  if (text === undefined) return undefined;
  if (text === "true" || text === "false") return text === "true";
  throw new SettingsError(
    `the setting ${displayKey(wanted.key, source)} (${wanted.variable}) must be true or false`,
  );
}

/** TLS ignores what is no certificate without a word, and then trusts nobody. */
function certificates(wanted: Wanted, source: SettingsSource): string | undefined {
  const text = settingValue(wanted, source);
  if (text === undefined) return undefined;
  const blocks = text.match(/-----BEGIN CERTIFICATE-----[^-]+-----END CERTIFICATE-----/g) ?? [];
  const begun = text.split("-----BEGIN").length - 1;
  if (blocks.length > 0 && blocks.length === begun && blocks.every(isCertificate)) return text;
  throw new SettingsError(
    `the setting ${displayKey(wanted.key, source)} must be the text of one or more certificates in PEM form ("-----BEGIN CERTIFICATE-----…"), not a file's name`,
    `correct it with ${waysToSet(wanted, source)}`,
  );
}

function isCertificate(pem: string): boolean {
  try {
    return new X509Certificate(pem).raw.length > 0;
  } catch {
    return false;
  }
}

function positive(wanted: Wanted, source: SettingsSource): number | undefined {
  const text = settingValue(wanted, source);
  if (text === undefined) return undefined;
  if (/^[1-9]\d{0,5}$/.test(text)) return Number(text);
  throw new SettingsError(
    `the setting ${displayKey(wanted.key, source)} (${wanted.variable}) must be a whole number from 1 to 999999`,
  );
}

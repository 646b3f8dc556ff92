import { X509Certificate } from "node:crypto";
import type { EndpointSettings } from "../http/client";
import {
  displayKey,
  type SettingsDefinition,
  SettingsError,
  type SettingsSource,
  setting,
  settingValue,
  timeoutsOf,
  waysToSet,
} from "./setting";

type Wanted = ReturnType<typeof setting>;

/**
 * Endpoint and limits of a vendor's server; the endpoint is `undefined` if it is not set.
 * @throws SettingsError for a malformed setting
 */
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

/** Whether two texts are addresses of the same server. */
export function isSameServer(one: string, other: string): boolean {
  const [first, second] = [one, other].map((text) =>
    URL.canParse(text) ? bareUrl(new URL(text)) : undefined,
  );
  return first !== undefined && first === second;
}

const bareUrl = ({ origin, pathname }: URL) => `${origin}${pathname.replace(/\/+$/, "")}`;

const loopback = /^(localhost|127(\.\d+){3}|\[::1\])$/;

/** Characters that URL parsers silently drop or change. */
const ambiguousInUrls = /[\s\p{Cc}\p{Cf}\\]/u;

function endpointOf(vendor: SettingsDefinition, source: SettingsSource): URL | undefined {
  const wanted = setting(vendor, "endpoint");
  const key = displayKey(wanted.key, source);
  const text = settingValue(wanted, source);
  if (text === undefined) return undefined;
  const endpoint = URL.canParse(text) && !ambiguousInUrls.test(text) ? new URL(text) : undefined;
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
      `the setting ${key} is plain http, which exposes the credentials to the network`,
      `use https, or set ${displayKey(insecure.key, source)} (${insecure.variable}) to true on a closed network`,
    );
  }
  return endpoint;
}

/** If only one of the two timeouts is set, the default of the other one is adjusted to it. */
function timeouts(vendor: SettingsDefinition, source: SettingsSource) {
  const [request, total] = [setting(vendor, "requestTimeout"), setting(vendor, "totalTimeout")];
  const [oneRequest, whole] = [positive(request, source), positive(total, source)];
  if (oneRequest !== undefined && whole !== undefined && whole < oneRequest) {
    throw new SettingsError(
      `the setting ${displayKey(total.key, source)} (${total.variable}) is less than ${displayKey(request.key, source)} (${request.variable}), which it includes`,
      "raise it, or remove it",
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

/** Validates the certificates: TLS would silently ignore an invalid one and then trust no server. */
function certificates(wanted: Wanted, source: SettingsSource): string | undefined {
  const text = settingValue(wanted, source);
  if (text === undefined) return undefined;
  const blocks = text.match(/-----BEGIN CERTIFICATE-----[^-]+-----END CERTIFICATE-----/g) ?? [];
  const begun = text.split("-----BEGIN").length - 1;
  if (blocks.length > 0 && blocks.length === begun && blocks.every(isCertificate)) return text;
  throw new SettingsError(
    `the setting ${displayKey(wanted.key, source)} must be the text of one or more certificates in PEM format ("-----BEGIN CERTIFICATE-----…"), not a file name`,
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

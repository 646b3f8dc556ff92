import type { PolicyResource } from "@pulumi/policy";
import {
  kinds,
  providerTypes,
  secretPaths,
  settingPath,
  tokensOf,
  valueIn,
} from "../../../../provider/kinds";
import { secretSettings, setting, settingsDefinitions } from "../../../../provider/settings";
import { durstSubscriber, rockitSubscription } from "../resource-kinds";
import { isEncrypted, propsWithSecretMarks } from "../secret-marks";
import type { UnknownValues } from "../unknown-values";
import { decoded } from "./encodings";

/** A secret of a resource of this package. */
export interface Credential {
  /** Path of the property. */
  readonly field: string;
  /** Of the resource. */
  readonly name: string;
  readonly value: string;
  /** What it may stand as in a text; the value is the first. */
  readonly texts: readonly string[];
  /** Whether it is in texts that have nothing to do with it, so that it is only looked for as a whole. */
  readonly isCommon: boolean;
}

/** A shorter secret is in many texts by chance. */
export const shortestPart = 8;

/** Paths of the secrets of each type that has any. */
const fields: ReadonlyMap<string, readonly string[]> = new Map([
  ...kinds
    .filter((kind) => secretPaths(kind).length > 0)
    .flatMap((kind) => tokensOf(kind).map((token): [string, string[]] => [token, secretPaths(kind)])),
  ...providerTypes.map((type): [string, string[]] => [
    type,
    settingsDefinitions.flatMap((vendor) =>
      secretSettings(vendor).map((name) => settingPath(type, setting(vendor, name).key).join(".")),
    ),
  ]),
]);

/** Where an address is that lets in whoever knows it, as Slack's do, if the program marks it as a secret. */
const addresses: ReadonlyMap<string, string> = new Map([
  ...tokensOf(rockitSubscription).map((token): [string, string] => [token, "url"]),
  ...tokensOf(durstSubscriber).map((token): [string, string] => [token, "hostUri"]),
]);

/** Paths of the secrets that a resource of this type may have. */
export const secretsOfType = (type: string): readonly string[] => fields.get(type) ?? [];

/** Whether a resource may have a secret of this package. */
export const mayHaveCredentials = ({ type }: PolicyResource): boolean => secretsOfType(type).length > 0;

/** The secrets of this package's resources that are known, each value once. */
export function credentialsIn(resources: readonly PolicyResource[], unknowns: UnknownValues): Credential[] {
  const found = new Map<string, Credential>();
  const add = ({ name, props }: PolicyResource, field: string, read: typeof secretOf | typeof addressOf) => {
    const value = unknowns.read(() => valueIn(props, field.split(".")));
    if (typeof value === "string" && value !== "" && !found.has(value))
      found.set(value, { field, name, value, ...read(value) });
  };
  for (const resource of resources) {
    for (const field of secretsOfType(resource.type)) add(resource, field, secretOf);
    const address = addresses.get(resource.type);
    if (address !== undefined && isEncrypted(propsWithSecretMarks(resource.props) ?? {}, [address]))
      add(resource, address, addressOf);
  }
  return [...found.values()];
}

type Looks = Pick<Credential, "texts" | "isCommon">;

/** A key is shown without its prefix too, such as `whsec_`. */
function secretOf(value: string): Looks {
  const bare = value.replace(/^(?:[a-z]{2,8}_){1,2}/, "");
  return {
    texts: bare !== value && decoded(bare) !== undefined ? [value, bare] : [value],
    isCommon: value.length < shortestPart || isWord(value),
  };
}

/** A word that is longer is seldom one. */
const isWord = (secret: string) => secret.length < 12 && /^(?:\p{Lu}?\p{Ll}+|\p{Lu}+)$/u.test(secret);

/** An address is known as it is and as programs write it; one without a path is in the addresses of others. */
function addressOf(value: string): Looks {
  const url = URL.parse(value) ?? URL.parse(`https://${value}`);
  const hasMore = url !== null && `${url.pathname.slice(1)}${url.search}${url.username}` !== "";
  return {
    texts: [
      ...new Set([value, url?.href ?? value].flatMap((text) => [text, text.replace(/\/$/, "") || text])),
    ],
    isCommon: value.length < shortestPart || !hasMore,
  };
}

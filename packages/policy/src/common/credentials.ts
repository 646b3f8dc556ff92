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
  /** The forms in which it may occur in a text, the value first. */
  readonly texts: readonly string[];
  /** Whether it also occurs in unrelated texts, so only whole texts are compared with it. */
  readonly isCommon: boolean;
}

/** Shorter secrets occur in many texts by chance. */
export const shortestPart = 8;

/** Paths of the secrets, by type. */
const secretFields: ReadonlyMap<string, readonly string[]> = new Map([
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

/** Fields with a URL that is itself a credential, as Slack's are, if the program marks it as a secret. */
const urlFields: ReadonlyMap<string, string> = new Map([
  ...tokensOf(rockitSubscription).map((token): [string, string] => [token, "url"]),
  ...tokensOf(durstSubscriber).map((token): [string, string] => [token, "hostUri"]),
]);

/** Paths of the secrets of a type of resource. */
export const secretsOfType = (type: string): readonly string[] => secretFields.get(type) ?? [];

/** Whether a resource may have secrets. */
export const mayHaveCredentials = ({ type }: PolicyResource): boolean => secretsOfType(type).length > 0;

/** The known secrets of this package's resources, each value once. */
export function credentialsIn(resources: readonly PolicyResource[], unknowns: UnknownValues): Credential[] {
  const found = new Map<string, Credential>();
  const add = ({ name, props }: PolicyResource, field: string, read: typeof secretOf | typeof addressOf) => {
    const value = unknowns.read(() => valueIn(props, field.split(".")));
    if (typeof value === "string" && value !== "" && !found.has(value))
      found.set(value, { field, name, value, ...read(value) });
  };
  for (const resource of resources) {
    for (const field of secretsOfType(resource.type)) add(resource, field, secretOf);
    const address = urlFields.get(resource.type);
    if (address !== undefined && isEncrypted(propsWithSecretMarks(resource.props) ?? {}, [address]))
      add(resource, address, addressOf);
  }
  return [...found.values()];
}

type SearchForms = Pick<Credential, "texts" | "isCommon">;

/** Keys are also searched without their prefix, such as `whsec_`. */
function secretOf(value: string): SearchForms {
  const bare = value.replace(/^(?:[a-z]{2,8}_){1,2}/, "");
  return {
    texts: bare !== value && decoded(bare) !== undefined ? [value, bare] : [value],
    isCommon: value.length < shortestPart || isWord(value),
  };
}

/** Longer texts are seldom a single word. */
const isWord = (secret: string) => secret.length < 12 && /^(?:\p{Lu}?\p{Ll}+|\p{Lu}+)$/u.test(secret);

/** URLs are searched as given and as programs normalise them. One without a path is part of other URLs. */
function addressOf(value: string): SearchForms {
  const url = URL.parse(value) ?? URL.parse(`https://${value}`);
  const hasMore = url !== null && `${url.pathname.slice(1)}${url.search}${url.username}` !== "";
  return {
    texts: [
      ...new Set([value, url?.href ?? value].flatMap((text) => [text, text.replace(/\/$/, "") || text])),
    ],
    isCommon: value.length < shortestPart || !hasMore,
  };
}

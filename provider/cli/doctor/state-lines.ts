import { secretSettings, setting } from "../../config/settings";
import { referenceKey, referenceTo } from "../../dynamic/reference";
import { settingsDefinitions } from "../../settings";
import { durstSubscriberKind, durstSubscriptionKind, type Kind, rockitSubscriptionKind } from "../kinds";
import { plain } from "../print/terminal";
import { parseState, type StateResource, secretKey } from "../state/export";
import { fail, type Line, ok, warn } from "./lines";

const kinds = [rockitSubscriptionKind, durstSubscriberKind, durstSubscriptionKind];
const providerType = "pulumi:providers:pulumi-nodejs";
const providerSecrets = settingsDefinitions.flatMap((vendor) =>
  secretSettings(vendor).map((name) => setting(vendor, name).key),
);

/** Resources that are named in one line; of the others, how many. */
const shown = 5;

/** What an export tells of this package's resources. */
export function stateLines(text: string): Line[] {
  const state = parseState(text);
  // As it is written, where a secret is to be told from a text.
  const marked: StateResource[] = JSON.parse(text).deployment?.resources ?? [];
  const own = state.resources.filter(({ type }) => kindOf(type) !== undefined);
  const problems = [
    ...pendingLine(state.pending.length),
    ...line(own.filter(isUnfinished), (names) =>
      fail("state.unfinished", `an operation was not finished: ${names}`, "`pulumi up` finishes it"),
    ),
    ...line(own.filter(hasOtherReference), (names) =>
      fail(
        "state.references",
        `the state holds code, or another reference than this version's: ${names}`,
        "take it out of the state (`pulumi state delete`) and bring it in again with `rockit-durst import`",
      ),
    ),
    ...secretsLines(marked),
    ...line(own.filter(isSecretless), (names) =>
      warn(
        "state.secretless",
        `no signing secret is known: ${names}`,
        "its deliveries can't be verified; a `rotationTrigger` gives it a new secret with the next `pulumi up`",
      ),
    ),
    ...line(own.filter(isOutdated), (names) =>
      warn(
        "state.outdated",
        `written by an older version, without fields of this one: ${names}`,
        "nothing breaks; `pulumi refresh` and `pulumi up` write what can be known, a replacement the rest",
      ),
    ),
  ];
  return [ok("state.read", `${own.length} resources of this package`), ...problems];
}

const kindOf = (type: string): Kind | undefined => kinds.find((kind) => kind.type === type);

const nameOf = ({ urn }: StateResource) => plain(urn.split("::").slice(3).join("::"), 80);

function line(resources: readonly StateResource[], told: (names: string) => Line): Line[] {
  if (resources.length === 0) return [];
  const more = resources.length > shown ? [`${resources.length - shown} more`] : [];
  return [told([...resources.slice(0, shown).map(nameOf), ...more].join(", "))];
}

function pendingLine(count: number): Line[] {
  if (count === 0) return [];
  return [
    fail(
      "state.pending",
      `${count} operations of a run that is under way or was killed`,
      "if it was killed: `pulumi cancel`, `rockit-durst recover`, `pulumi refresh --clear-pending-creates`, `pulumi up`",
    ),
  ];
}

const isUnfinished = ({ outputs }: StateResource) => Boolean(outputs?.["unfinished"]);

function hasOtherReference({ type, inputs, outputs, external }: StateResource): boolean {
  const expected = referenceTo(kindOf(type)?.lifecycle ?? "");
  const others = [inputs, external ? {} : outputs].map(
    (properties) => properties?.[referenceKey] ?? expected,
  );
  return others.some((reference) => reference !== expected);
}

function secretsLines(marked: readonly StateResource[]): Line[] {
  const providers = marked.filter(
    ({ type, inputs }) => type === providerType && providerSecrets.some((key) => isClear(inputs?.[key])),
  );
  const keys = providerSecrets.filter((key) => providers.some(({ inputs }) => isClear(inputs?.[key])));
  const resources = marked.filter(({ type, inputs, outputs }) =>
    (kindOf(type)?.secrets ?? []).some((path) => isClear(at(inputs, path)) || isClear(at(outputs, path))),
  );
  return [
    ...line(providers, (names) =>
      fail(
        "state.secrets",
        `${keys.join(", ")} in the clear, in the provider ${names}`,
        `\`pulumi config set --secret …\`, or \`pulumi.secret\` for a provider's argument, then \`pulumi up\``,
      ),
    ),
    ...line(resources, (names) =>
      fail(
        "state.secrets",
        `a credential in the clear: ${names}`,
        "declare it with `config.requireSecret` or `pulumi.secret`, then `pulumi up`",
      ),
    ),
  ];
}

const isClear = (value: unknown) => typeof value === "string" && value !== "";

/** A value at a path, if nothing above it is encrypted as a whole. */
const at = (properties: unknown, path: string): unknown =>
  path.split(".").reduce<unknown>((value, step) => {
    const inside = value as Record<string, unknown> | undefined;
    return typeof inside !== "object" || inside === null || secretKey in inside ? undefined : inside[step];
  }, properties);

const isWebhook = ({ type, external, outputs }: StateResource) =>
  type === rockitSubscriptionKind.type &&
  !external &&
  outputs?.["type"] === "webhook" &&
  !outputs["unfinished"];

const isSecretless = (resource: StateResource) => isWebhook(resource) && !resource.outputs?.["secret"];

/** Fields that this version always writes. */
const isOutdated = (resource: StateResource) =>
  (isWebhook(resource) && Boolean(resource.outputs?.["secret"]) && !resource.outputs?.["secretIssuedAt"]) ||
  (!resource.external && lacksDefault(resource));

/** A field that has a default is in every state that this version writes. */
const lacksDefault = ({ type, outputs }: StateResource) =>
  Object.entries(kindOf(type)?.row.fields ?? {}).some(
    ([name, field]) => field.default !== undefined && outputs?.[name] === undefined,
  );

import { secretSettings, setting } from "../../config/settings";
import { type ResourceKind, secretPaths } from "../../resource/kind";
import { providerTypes } from "../../resource/provider-arguments";
import { referenceKey, referenceOf } from "../../resource/reference";
import { fail, type Check, ok, warn } from "../print/check";
import { oneLine } from "../print/terminal";
import { parseState, type StateResource, secretKey, settingOf } from "../state/export";
import { isUnfinished } from "../state/ownership";
import { nameIn } from "../state/urn";
import { type KindCommands, lifecycleOfType, type VendorCommands } from "../vendor/vendor";

/** Resources that are named in one line; of the others, how many. */
const shown = 5;

/** What an export tells of this package's resources. */
export function stateChecks(vendors: readonly VendorCommands[], text: string): Check[] {
  const state = parseState(text);
  // As it is written, where a secret is to be told from a text.
  const marked: StateResource[] = JSON.parse(text).deployment?.resources ?? [];
  const own = state.resources.flatMap((resource) => ownOf(vendors, resource));
  const count = state.pending.length;
  return [
    ok("state.read", `${counted(own.length, "resource")} of this package`),
    ...(count === 0 ? [] : [pendingCheck(count)]),
    ...about(own.filter(isUnfinished), "an operation was not finished", (what) =>
      fail("state.unfinished", what, "`pulumi up` finishes it"),
    ),
    ...about(own.filter(hasOtherReference), otherReference, (what) =>
      fail(
        "state.references",
        what,
        "keep a copy of the state, which has its secrets (`pulumi stack export --show-secrets`); then take it out (`pulumi state delete`) and bring it in again with `rockit-durst import`",
      ),
    ),
    ...secretsChecks(vendors, marked),
    ...about(own.filter(isSecretless), "no signing secret is known", (what) =>
      warn(
        "state.secretless",
        what,
        "its deliveries can't be verified; a `rotationTrigger` gives it a new secret with the next `pulumi up`",
      ),
    ),
  ];
}

const otherReference = "the state holds code, or another reference than this version's";

/** A resource of this package, with all that is known of its kind. */
interface OwnResource extends StateResource {
  readonly kind: ResourceKind;
  readonly commands: KindCommands;
}

function ownOf(vendors: readonly VendorCommands[], resource: StateResource): OwnResource[] {
  const served = lifecycleOfType(vendors, resource.type);
  if (served === undefined) return [];
  const { kind } = served.lifecycle;
  return [{ ...resource, kind, commands: served.vendor.kinds?.[kind.name] ?? {} }];
}

const nameOf = ({ urn }: StateResource) => oneLine(nameIn(urn), 80);

function about(resources: readonly StateResource[], what: string, told: (what: string) => Check): Check[] {
  if (resources.length === 0) return [];
  const more = resources.length > shown ? [`${resources.length - shown} more`] : [];
  return [told(`${what}: ${[...resources.slice(0, shown).map(nameOf), ...more].join(", ")}`)];
}

const counted = (count: number, noun: string) => `${count} ${noun}${count === 1 ? "" : "s"}`;

const pendingCheck = (count: number) =>
  fail(
    "state.pending",
    `${counted(count, "operation")} of a run that is under way or was killed`,
    "if it was killed: `pulumi cancel`, `rockit-durst cleanup`, `pulumi refresh --clear-pending-creates`, `pulumi up`",
  );

function hasOtherReference({ kind, inputs, outputs, external }: OwnResource): boolean {
  const expected = referenceOf(kind)[referenceKey];
  const found = [inputs, external ? {} : outputs].map((properties) => properties?.[referenceKey] ?? expected);
  return found.some((reference) => reference !== expected);
}

function secretsChecks(vendors: readonly VendorCommands[], marked: readonly StateResource[]): Check[] {
  const providerSecrets = vendors.flatMap(({ row: { settings } }) =>
    secretSettings(settings).map((name) => setting(settings, name).key),
  );
  const providers = marked.filter(
    (resource) =>
      providerTypes.includes(resource.type) &&
      providerSecrets.some((key) => isClear(settingOf(resource, key))),
  );
  const keys = providerSecrets.filter((key) =>
    providers.some((provider) => isClear(settingOf(provider, key))),
  );
  const resources = marked
    .flatMap((resource) => ownOf(vendors, resource))
    .filter(({ kind, inputs, outputs }) =>
      secretPaths(kind).some((path) => isClear(at(inputs, path)) || isClear(at(outputs, path))),
    );
  return [
    ...about(providers, `${keys.join(", ")} in the clear, in the provider`, (what) =>
      fail(
        "state.secrets",
        what,
        `\`pulumi config set --secret …\`, or \`pulumi.secret\` for a provider's argument, then \`pulumi up\``,
      ),
    ),
    ...about(resources, "a credential in the clear", (what) =>
      fail(
        "state.secrets",
        what,
        "declare it with `config.requireSecret` or `pulumi.secret`, also in a transform, then `pulumi up`; give out a new one if others could read the state",
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

const isSecretless = (resource: OwnResource) => resource.commands.isSecretless?.(resource) === true;

import { secretSettings, setting } from "../../config/settings";
import { type ResourceKind, secretPaths } from "../../resource/kind";
import { providerTypes } from "../../resource/provider-arguments";
import { referenceKey, referenceOf } from "../../resource/reference";
import { type Check, fail, ok, warn } from "../print/check";
import { counted } from "../print/counted";
import { oneLine } from "../print/terminal";
import { parseState, type StateResource, secretKey, settingOf } from "../state/export";
import { isUnfinished } from "../state/ownership";
import { nameIn } from "../state/urn";
import { type KindCommands, lifecycleOfType, type VendorCommands } from "../vendor/vendor";

/** Resources that a check names; the others are counted. */
const maxNames = 5;

/** Checks this package's resources in an export. */
export function stateChecks(vendors: readonly VendorCommands[], text: string): Check[] {
  const state = parseState(text);
  // The unparsed values: they tell secrets from plain texts.
  const marked: StateResource[] = JSON.parse(text).deployment?.resources ?? [];
  const own = state.resources.flatMap((resource) => ownOf(vendors, resource));
  const count = state.pending.length;
  return [
    ok("state.read", `${counted(own.length, "resource")} of this package`),
    ...(count === 0 ? [] : [pendingCheck(count)]),
    ...checkOf(own.filter(isUnfinished), "an operation was not finished", (what) =>
      fail("state.unfinished", what, "run `pulumi up` to finish it"),
    ),
    ...checkOf(own.filter(hasOtherReference), otherReference, (what) =>
      fail(
        "state.references",
        what,
        "keep a copy of the state with its secrets (`pulumi stack export --show-secrets --file old.json`); then remove the resource from the state (`pulumi state delete`) and import it again with `rockit-durst import`",
      ),
    ),
    ...secretsChecks(vendors, marked),
    ...checkOf(own.filter(lacksSecret), "the signing secret is unknown", (what) =>
      warn(
        "state.secretless",
        what,
        "the stack can't hand it out. If a receiver must get it from the stack, set a `rotationTrigger`: the next `pulumi up` creates a new secret, and the receiver rejects deliveries until it has that one",
      ),
    ),
  ];
}

const otherReference = "the state holds code, or the reference of another version";

/** A resource of this package, with its kind. */
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

/** A check that names the resources; none without resources. */
function checkOf(resources: readonly StateResource[], what: string, check: (what: string) => Check): Check[] {
  if (resources.length === 0) return [];
  const more = resources.length > maxNames ? [`${resources.length - maxNames} more`] : [];
  return [check(`${what}: ${[...resources.slice(0, maxNames).map(nameOf), ...more].join(", ")}`)];
}

const pendingCheck = (count: number) =>
  fail(
    "state.pending",
    `${counted(count, "operation")} of an update that is running or was killed`,
    "if it was killed, and no other run is in progress, for this stack (`--stack`): `pulumi cancel`, `rockit-durst cleanup`, `pulumi refresh --clear-pending-creates`, `pulumi up`",
  );

function hasOtherReference({ kind, inputs, outputs, external }: OwnResource): boolean {
  const expected = referenceOf(kind)[referenceKey];
  const references = [inputs, external ? {} : outputs].map(
    (properties) => properties?.[referenceKey] ?? expected,
  );
  return references.some((reference) => reference !== expected);
}

function secretsChecks(vendors: readonly VendorCommands[], marked: readonly StateResource[]): Check[] {
  const providerSecrets = vendors.flatMap(({ row: { settings } }) =>
    secretSettings(settings).map((name) => setting(settings, name).key),
  );
  const providers = marked.filter(
    (resource) =>
      providerTypes.includes(resource.type) &&
      providerSecrets.some((key) => isPlaintext(settingOf(resource, key))),
  );
  const keys = providerSecrets.filter((key) =>
    providers.some((provider) => isPlaintext(settingOf(provider, key))),
  );
  const resources = marked
    .flatMap((resource) => ownOf(vendors, resource))
    .filter(({ kind, inputs, outputs }) =>
      secretPaths(kind).some((path) => isPlaintext(at(inputs, path)) || isPlaintext(at(outputs, path))),
    );
  return [
    ...checkOf(providers, `${keys.join(", ")} unencrypted in the provider`, (what) =>
      fail(
        "state.secrets",
        what,
        "use `pulumi config set --secret …`, or `pulumi.secret` for a provider's argument, then run `pulumi up`",
      ),
    ),
    ...checkOf(resources, "a credential is unencrypted", (what) =>
      fail(
        "state.secrets",
        what,
        "declare it with `config.requireSecret` or `pulumi.secret`, also in a transform, then run `pulumi up`; create a new credential if others could read the state",
      ),
    ),
  ];
}

const isPlaintext = (value: unknown) => typeof value === "string" && value !== "";

/** The value at a path; `undefined` if an object above it is encrypted as a whole. */
const at = (properties: unknown, path: string): unknown =>
  path.split(".").reduce<unknown>((value, step) => {
    const inside = value as Record<string, unknown> | undefined;
    return typeof inside !== "object" || inside === null || secretKey in inside ? undefined : inside[step];
  }, properties);

const lacksSecret = (resource: OwnResource) => resource.commands.lacksSecret?.(resource) === true;

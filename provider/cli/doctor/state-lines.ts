import { secretSettings, setting } from "../../config/settings";
import { type ResourceKind, secretPaths } from "../../resource/kind";
import { providerTypes } from "../../resource/provider-arguments";
import { referenceKey, referenceOf } from "../../resource/reference";
import { fail, type Line, ok, warn } from "../print/lines";
import { plain } from "../print/terminal";
import { parseState, type StateResource, secretKey, settingOf } from "../state/export";
import { isUnfinished } from "../state/ownership";
import { nameIn } from "../state/urn";
import { type KindCommands, servedBy, type VendorCommands } from "../vendor/vendor";

/** Resources that are named in one line; of the others, how many. */
const shown = 5;

/** What an export tells of this package's resources. */
export function stateLines(vendors: readonly VendorCommands[], text: string): Line[] {
  const state = parseState(text);
  // As it is written, where a secret is to be told from a text.
  const marked: StateResource[] = JSON.parse(text).deployment?.resources ?? [];
  const own = state.resources.flatMap((resource) => ownOf(vendors, resource));
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
    ...secretsLines(vendors, marked),
    ...line(own.filter(isSecretless), (names) =>
      warn(
        "state.secretless",
        `no signing secret is known: ${names}`,
        "its deliveries can't be verified; a `rotationTrigger` gives it a new secret with the next `pulumi up`",
      ),
    ),
  ];
  return [ok("state.read", `${own.length} resources of this package`), ...problems];
}

/** A resource of this package, with all that is known of its kind. */
interface OwnResource extends StateResource {
  readonly kind: ResourceKind;
  readonly commands: KindCommands;
}

function ownOf(vendors: readonly VendorCommands[], resource: StateResource): OwnResource[] {
  const served = servedBy(vendors, resource.type);
  if (served === undefined) return [];
  const { kind } = served.lifecycle;
  return [{ ...resource, kind, commands: served.vendor.kinds?.[kind.name] ?? {} }];
}

const nameOf = ({ urn }: StateResource) => plain(nameIn(urn), 80);

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

function hasOtherReference({ kind, inputs, outputs, external }: OwnResource): boolean {
  const { [referenceKey]: expected } = referenceOf(kind);
  const others = [inputs, external ? {} : outputs].map(
    (properties) => properties?.[referenceKey] ?? expected,
  );
  return others.some((reference) => reference !== expected);
}

function secretsLines(vendors: readonly VendorCommands[], marked: readonly StateResource[]): Line[] {
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

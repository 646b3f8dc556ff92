import { isObject, type Properties } from "../../resource/properties";
import { objectIn } from "../../resource/provider-arguments";
import { referenceKey } from "../../resource/reference";
import { CliError } from "../print/errors";
import { oneLine, shellQuote } from "../print/terminal";
import { readState, readStateFile, type StateResource, secretKey } from "../state/export";
import { stackFlags } from "../state/pulumi";
import { nameIn } from "../state/urn";
import type { LegacyResource } from "../vendor/recognition";
import type { Skipped, LegacyState } from "./legacy-state";

export interface PulumiSource {
  /** A file that `pulumi stack export` wrote, or else a stack. */
  readonly state?: string | undefined;
  readonly stack?: string | undefined;
  readonly cwd?: string | undefined;
}

/** What an export says beside what all commands look at. */
interface Exported extends StateResource {
  readonly parent?: string;
  readonly dependencies?: readonly string[];
  readonly deletedWith?: string;
  readonly protect?: boolean;
}

/** The state of a stack with dynamic providers. @throws CliError if it can't be read */
export async function pulumiState({ state, stack, cwd }: PulumiSource): Promise<LegacyState> {
  const { resources, pending } = await (state === undefined
    ? readState({ stack, cwd })
    : readStateFile(state));
  if (pending.length > 0) {
    throw new CliError(
      "a run on that state was killed and left pending operations: resolve them with `pulumi refresh`, then migrate",
    );
  }
  const exported = resources as readonly Exported[];
  return {
    resources: exported.filter(({ type }) => !isEngines(type)).map(oldResource),
    removal: (gone) => removal(gone, exported, stack, cwd),
    encrypted: JSON.stringify(exported.filter((one) => whyNot(one) === undefined)).includes(secretKey),
  };
}

const isEngines = (type: string) => type === "pulumi:pulumi:Stack" || type.startsWith("pulumi:providers:");

function whyNot({ type, inputs, outputs, external, delete: isReplaced }: Exported): string | undefined {
  if (!/^pulumi-nodejs:dynamic(\/[^:]+)?:/.test(type)) return "no resource of a dynamic provider in Node.js";
  const code = String(inputs?.[referenceKey] ?? outputs?.[referenceKey] ?? "");
  if (code.includes("pulumi-rockit-durst/lifecycle")) return "belongs to this package already";
  if (external) return "is only read by that stack, and not owned";
  if (isReplaced) return "was replaced but not deleted yet: run `pulumi up` there first";
  return undefined;
}

function oldResource(resource: Exported): LegacyResource | Skipped {
  const { urn, type, id, inputs = {}, outputs = {} } = resource;
  const why = whyNot(resource);
  if (why !== undefined) return { at: urn, type, why };
  // A provider that takes a whole request as one argument is as usual as one that takes its fields.
  const layers = [inputs, outputs].map(({ [referenceKey]: _, ...fields }) => readable(fields));
  const nested = layers.flatMap((layer) =>
    Object.values(layer).flatMap((value) => {
      const inner = objectIn(value);
      return isObject(inner) ? [inner] : [];
    }),
  );
  return { at: urn, name: nameIn(urn), id, says: [...layers, ...nested], answers: [] };
}

/** Of an export without --show-secrets what is encrypted is marked still. */
const isEncrypted = (value: unknown) => isObject(value) && secretKey in value;

const readable = (properties: object): Properties =>
  JSON.parse(JSON.stringify(properties), (_, value) => (isEncrypted(value) ? undefined : value));

const stackOf = (urn: string | undefined) => urn?.split("::")[0]?.replace("urn:pulumi:", "");

function removal(
  gone: readonly LegacyResource[],
  all: readonly Exported[],
  stack: string | undefined,
  cwd: string | undefined,
) {
  const urns = new Set(gone.map(({ at }) => at));
  const refersTo = ({ parent, dependencies = [], deletedWith }: Exported) =>
    [parent, deletedWith, ...dependencies].some((urn) => urn !== undefined && urns.has(urn));
  const others = all.filter((resource) => !urns.has(resource.urn) && refersTo(resource));
  // The engine takes out what nothing depends on: in the state a resource stands after what it depends on.
  const inOrder = all.filter(({ urn }) => urns.has(urn)).toReversed();
  const which = stack ?? stackOf(inOrder[0]?.urn);
  const of = stackFlags({ stack: which, cwd: stack === undefined ? undefined : cwd });
  const until =
    others.length === 0
      ? "run neither `up` nor `destroy` there"
      : "run no `destroy` there, and no `up` but those with --target above";
  return {
    before: others.map(
      ({ urn }) =>
        `${oneLine(urn, 500)} refers to one of them, so pulumi would refuse: let its program refer to the new resource or to a plain value, and run:\n${["pulumi up --target", shellQuote(urn), ...of].join(" ")}`,
    ),
    // Before 3.230 the engine takes one at a time.
    commands: inOrder.map(({ urn, protect }) =>
      ["pulumi state delete --yes", ...(protect ? ["--force"] : []), ...of, shellQuote(urn)].join(" "),
    ),
    after: `Remove them from the old program before its next whole \`pulumi up\`, which would create them again; until then ${until}.`,
  };
}

import { isObject, type Properties } from "../../resource/properties";
import { objectIn } from "../../resource/provider-arguments";
import { referenceKey } from "../../resource/reference";
import { CliError } from "../print/errors";
import { oneLine, shellQuote } from "../print/terminal";
import { readState, readStateFile, type StateResource, secretKey } from "../state/export";
import { stackFlags } from "../state/pulumi";
import { nameIn } from "../state/urn";
import type { LegacyResource } from "../vendor/recognition";
import type { LegacyState, Skipped } from "./legacy-state";

export interface PulumiSource {
  /** A file that `pulumi stack export` wrote; without one, `stack` is read. */
  readonly state?: string | undefined;
  readonly stack?: string | undefined;
  readonly cwd?: string | undefined;
}

/** A resource with the fields that only the migration reads. */
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
      "an update of that stack is running, or was killed and left pending operations: wait until it ends; if it was killed, save the state with `pulumi stack export --show-secrets --file old.json` before a `pulumi refresh --clear-pending-creates` there, which may drop secrets from it",
    );
  }
  const exported = resources as readonly Exported[];
  return {
    resources: exported.filter(({ type }) => !isBuiltIn(type)).map(legacyResource),
    removal: (migrated) => removal(migrated, exported, stack, cwd),
    encrypted: JSON.stringify(exported.filter((one) => skipReason(one) === undefined)).includes(secretKey),
  };
}

const isBuiltIn = (type: string) => type === "pulumi:pulumi:Stack" || type.startsWith("pulumi:providers:");

function skipReason({ type, inputs, outputs, external, delete: isReplaced }: Exported): string | undefined {
  if (!/^pulumi-nodejs:dynamic(\/[^:]+)?:/.test(type)) return "is not a dynamic resource of Node.js";
  const code = String(inputs?.[referenceKey] ?? outputs?.[referenceKey] ?? "");
  if (code.includes("pulumi-rockit-durst/lifecycle")) return "belongs to this package already";
  if (external) return "is only read by that stack";
  if (isReplaced) return "was replaced and waits for its deletion: run `pulumi up` there first";
  return undefined;
}

function legacyResource(resource: Exported): LegacyResource | Skipped {
  const { urn, type, id, inputs = {}, outputs = {} } = resource;
  const reason = skipReason(resource);
  if (reason !== undefined) return { address: urn, type, reason };
  // Some providers take the fields as arguments, others a whole request as one argument.
  const layers = [inputs, outputs].map(({ [referenceKey]: _, ...fields }) => readable(fields));
  const nested = layers.flatMap((layer) =>
    Object.values(layer).flatMap((value) => {
      const inner = objectIn(value);
      return isObject(inner) ? [inner] : [];
    }),
  );
  return { address: urn, name: nameIn(urn), id, layers: [...layers, ...nested], answers: [] };
}

/** Whether a value is marked as secret: an export without --show-secrets has it encrypted. */
const isEncrypted = (value: unknown) => isObject(value) && secretKey in value;

const readable = (properties: object): Properties =>
  JSON.parse(JSON.stringify(properties), (_, value) => (isEncrypted(value) ? undefined : value));

const stackOf = (urn: string | undefined) => urn?.split("::")[0]?.replace("urn:pulumi:", "");

function removal(
  migrated: readonly LegacyResource[],
  all: readonly Exported[],
  stack: string | undefined,
  cwd: string | undefined,
) {
  const urns = new Set(migrated.map(({ address }) => address));
  const refersTo = ({ parent, dependencies = [], deletedWith }: Exported) =>
    [parent, deletedWith, ...dependencies].some((urn) => urn !== undefined && urns.has(urn));
  const dependents = all.filter((resource) => !urns.has(resource.urn) && refersTo(resource));
  // Pulumi removes only resources without dependents. In the state a resource comes after its dependencies.
  const dependentsFirst = all.filter(({ urn }) => urns.has(urn)).toReversed();
  const oldStack = stack ?? stackOf(dependentsFirst[0]?.urn);
  const flags = stackFlags({ stack: oldStack, cwd: stack === undefined ? undefined : cwd });
  const untilThen =
    dependents.length === 0
      ? "run neither `up` nor `destroy` there"
      : "run no `destroy` there, and only the `up --target` commands above";
  return {
    before: dependents.map(
      ({ urn }) =>
        `${oneLine(urn, 500)} refers to an old resource, so Pulumi would not remove that resource. Change the program to refer to the new resource or to a plain value, and run:\n${["pulumi up --target", shellQuote(urn), ...flags].join(" ")}`,
    ),
    // One command each: Pulumi before 3.230 removes one resource at a time.
    commands: dependentsFirst.map(({ urn, protect }) =>
      ["pulumi state delete --yes", ...(protect ? ["--force"] : []), ...flags, shellQuote(urn)].join(" "),
    ),
    after: `Remove the old resources from the old program before its next full \`pulumi up\`, which would create them again; until then ${untilThen}.`,
  };
}

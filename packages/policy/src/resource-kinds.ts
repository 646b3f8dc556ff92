import type { PolicyResource, ReportViolation, ResourceValidationArgs } from "@pulumi/policy";
import {
  durstSubscriber,
  durstSubscription,
  type InputsOf,
  type ResourceKind,
  rockitSubscription,
  tokensOf,
} from "../../../provider/kinds";

export { durstSubscriber, durstSubscription, rockitSubscription };

/** The inputs of a kind as a policy sees them; reading one that is not known yet throws. */
type PropsOf<Kind extends ResourceKind> = {
  -readonly [Name in keyof InputsOf<Kind["fields"]>]: InputsOf<Kind["fields"]>[Name];
};

type OutputsOf<Kind extends ResourceKind> = PropsOf<Kind> & {
  readonly [Name in keyof Kind["outputs"]]?: string;
};

const isOf = (kind: Pick<ResourceKind, "name">, type: string) => tokensOf(kind).includes(type);

/** A native program may pass null for an omitted property. */
const withoutNulls = <Props extends object>(props: Props): Props =>
  new Proxy(props, { get: (target, name) => Reflect.get(target, name, target) ?? undefined });

/**
 * Like the SDK's `validateResourceOfType`, for dynamic and native resources of a kind, without loading its
 * class.
 */
export const validateResourceOfKind =
  <Kind extends ResourceKind>(
    kind: Kind,
    validate: (
      props: PropsOf<Kind>,
      args: ResourceValidationArgs,
      report: ReportViolation,
    ) => Promise<void> | void,
  ) =>
  (args: ResourceValidationArgs, report: ReportViolation): Promise<void> | void =>
    isOf(kind, args.type)
      ? validate(withoutNulls(args.props) as PropsOf<Kind>, args, report)
      : onlyFor(kind, args);

/** Like the SDK's `remediateResourceOfType`. */
export const remediateResourceOfKind =
  <Kind extends ResourceKind>(
    kind: Kind,
    remediate: (props: PropsOf<Kind>, args: ResourceValidationArgs) => PropsOf<Kind> | undefined,
  ) =>
  (args: ResourceValidationArgs): Record<string, unknown> | undefined =>
    isOf(kind, args.type) ? remediate(args.props as PropsOf<Kind>, args) : onlyFor(kind, args);

/** A resource's outputs as a stack policy sees them; `undefined` for another kind. */
export const outputsOfKind = <Kind extends ResourceKind>(
  kind: Kind,
  { type, props }: PolicyResource,
): OutputsOf<Kind> | undefined => (isOf(kind, type) ? (withoutNulls(props) as OutputsOf<Kind>) : undefined);

function onlyFor(kind: Pick<ResourceKind, "name">, args: ResourceValidationArgs): never {
  return args.notApplicable(`Policy only applies to resources of type ${tokensOf(kind).join(" or ")}.`);
}

import { types } from "node:util";
import * as pulumi from "@pulumi/pulumi";
import type { Fields } from "../resource/field";

interface Place {
  /** Name in messages: `RockitSubscription "builds": rotationTrigger.at`. */
  readonly name: string;
  /** The enclosing objects, to detect cycles. */
  readonly above: readonly object[];
  readonly isInOutput?: boolean;
  /** Known fields, if any: then instances of classes are allowed. */
  readonly fields?: Fields | undefined;
}

/**
 * Converts arguments to plain data, in which the engine detects changes. The SDK silently turns a Date, Map
 * or URL into an empty object and drops functions.
 * @throws RunError that names the field of a value that can't be converted
 */
export function plainArguments(resource: string, fields: Fields, args: object): pulumi.Inputs {
  return plainEntries(args, { name: `${resource}:`, above: [args], fields });
}

function plainEntries(value: object, { fields, name, ...place }: Place): pulumi.Inputs {
  return Object.fromEntries(
    Object.entries(value).map(([field, entry]) => [
      field,
      plain(entry, {
        ...place,
        name: name.endsWith(":") ? `${name} ${field}` : `${name}.${field}`,
        fields: fields?.[field]?.fields,
      }),
    ]),
  );
}

function plain(value: unknown, place: Place): unknown {
  if (typeof value === "bigint") return String(value);
  if (typeof value === "number" && !Number.isFinite(value)) return refuse(place, `is ${value}`);
  if (typeof value === "function" || typeof value === "symbol") return refuse(place, `is a ${typeof value}`);
  if (typeof value !== "object" || value === null || isForTheSdk(value)) return value;
  if (pulumi.Output.isInstance(value)) return value.apply((inner) => plain(inner, inOutput(place)));
  // `pulumi.output(value)` would convert the resolved value before `plain` sees it.
  if (types.isPromise(value))
    return pulumi
      .output(undefined)
      .apply(() => value)
      .apply((inner) => plain(inner, inOutput(place)));
  if (place.above.includes(value)) return refuse(place, "refers to itself");
  return plainObject(value, { ...place, above: [...place.above, value] });
}

function plainObject(value: object, place: Place): unknown {
  if (Array.isArray(value))
    return Array.from(value, (entry, index) =>
      plain(entry, { ...place, name: `${place.name}[${index}]`, fields: undefined }),
    );
  if (types.isDate(value))
    return Number.isNaN(value.getTime()) ? refuse(place, "is an invalid date") : value.toISOString();
  if (types.isRegExp(value)) return String(value);
  // Sorted, because insertion order is no change.
  if (types.isMap(value) || types.isSet(value)) return ordered(plainObject([...value], place) as unknown[]);
  if (types.isBoxedPrimitive(value)) return plain(value.valueOf(), place);
  if (types.isTypedArray(value)) return plainEntries(value, place);
  if (types.isDataView(value)) return bytesOf(value.buffer, value.byteOffset, value.byteLength);
  if (types.isAnyArrayBuffer(value)) return bytesOf(value);
  if (value instanceof URLSearchParams) return String(value);
  if ("toJSON" in value && typeof value.toJSON === "function") return plain(value.toJSON(), place);
  if (!isPlainObject(value) && place.fields === undefined) {
    const { name } = value.constructor ?? {};
    return refuse(place, `is an instance of ${typeof name === "string" && name !== "" ? name : "a class"}`);
  }
  if (place.isInOutput && Object.keys(value).length === 0) warnOfEmptyObject(place);
  return plainEntries(value, place);
}

const inOutput = (place: Place): Place => ({ ...place, isInOutput: true });

/** Whether the SDK serializes the value itself. */
const isForTheSdk = (value: object): boolean =>
  pulumi.Resource.isInstance(value) ||
  pulumi.asset.Asset.isInstance(value) ||
  pulumi.asset.Archive.isInstance(value) ||
  pulumi.isUnknown(value);

function isPlainObject(value: object): boolean {
  const prototype = Object.getPrototypeOf(value);
  return prototype === null || Object.getPrototypeOf(prototype) === null;
}

const bytesOf = (...bytes: [ArrayBufferLike, number?, number?]): string =>
  Buffer.from(...bytes).toString("base64");

function ordered(entries: unknown[]): unknown {
  const sort = (known: unknown[]) =>
    known
      .map((entry) => ({ entry, text: sortText(entry) }))
      .sort((one, other) => (one.text < other.text ? -1 : 1))
      .map(({ entry }) => entry);
  return entries.some(hasOutput) ? pulumi.output(entries).apply(sort) : sort(entries);
}

/** Sort key that does not depend on the order of fields. */
const sortText = (value: unknown): string =>
  JSON.stringify(value, (_, inner) =>
    typeof inner === "object" && inner !== null && !Array.isArray(inner)
      ? Object.entries(inner).sort(([one], [other]) => (one < other ? -1 : 1))
      : inner,
  ) ?? "";

const hasOutput = (value: unknown): boolean =>
  typeof value === "object" &&
  value !== null &&
  (pulumi.Output.isInstance(value) || (!isForTheSdk(value) && Object.values(value).some(hasOutput)));

function refuse({ name }: Place, what: string): never {
  throw new pulumi.RunError(
    `${name} ${what}, whose changes Pulumi can't detect: use a string, a number, or a list or object of them`,
  );
}

const warnOfEmptyObject = ({ name }: Place): void => {
  void pulumi.log.warn(
    `${name} is an empty object: pulumi.output and pulumi.secret turn a Date, Map, Set or URL into one, whose changes Pulumi can't detect; use a string instead`,
  );
};

import { types } from "node:util";
import * as pulumi from "@pulumi/pulumi";
import type { Fields } from "../resource/field";

interface Place {
  /** For the person: `RockitSubscription "builds": rotationTrigger.at`. */
  readonly name: string;
  /** The objects that this one is in. */
  readonly above: readonly object[];
  readonly isInOutput?: boolean;
  /** Set where the fields are known, so that the object's class does not matter. */
  readonly fields?: Fields | undefined;
}

/**
 * Arguments in a form whose changes the engine can see. The SDK makes an empty object of a Date, Map, URL and the like, and drops functions,
 * both without a word. @throws RunError naming the field of a value that has no such form
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
  // pulumi.output would unwrap it, and lose what this is about.
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
  // The order in which entries were added means nothing.
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

/** What the SDK knows how to send. */
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

/** The same text for the same value, whatever the order of its fields. */
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
    `${name} ${what}, of which Pulumi sees no change: give a text, a number, or a list or object of them`,
  );
}

const warnOfEmptyObject = ({ name }: Place): void => {
  void pulumi.log.warn(
    `${name} is an empty object: pulumi.output and pulumi.secret make one of a Date, Map, Set or URL, of which Pulumi then sees no change; give its text`,
  );
};

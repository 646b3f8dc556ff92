import type { ZodType } from "zod";

/** How a server returns a field when the object is read. */
type ReadBack =
  /** The value. */
  | "value"
  /** A masked form that does not reveal the value. */
  | "masked"
  /** Nothing: no read returns the field, and the state is the only copy. */
  | "never"
  /** Nothing: the field is never sent and only controls the provider. */
  | "not sent"
  /** Nothing: the field is part of the object's id. */
  | "id";

/** Makes a field depend on the value of another one: required with that value, not allowed with any other. */
export interface OnlyWith {
  readonly field: string;
  readonly value: string;
  /** All values of the other field. */
  readonly allValues: readonly string[];
}

interface FieldBase {
  /** One or two sentences in Markdown, for the documentation and the native schema. */
  readonly description: string;
  /** The allowed values, in Markdown. */
  readonly type: string;
  /** Descriptions of enum values, in Markdown. */
  readonly valueDescriptions?: Readonly<Record<string, string>>;
  /** Whether every object has the field. A program must set it, unless `byDefault` describes a default. */
  readonly required?: true;
  readonly onlyWith?: OnlyWith;
  /** Value of an omitted field. */
  readonly default?: unknown;
  /** Describes, in Markdown, what omitting the field means where there is no `default`. */
  readonly byDefault?: string;
  /** What a later change does to the object; `nothing` if the field is only read at creation. */
  readonly onChange: "replaces" | "in place" | "nothing";
  readonly readBack: ReadBack;
  /** Encrypted in the state and never shown; a generated program reads it from the configuration. */
  readonly secret?: true;
  /** A list without order and duplicates. */
  readonly set?: true;
  /** Canonical form for comparison, where several spellings are equivalent. */
  readonly meaning?: (value: unknown) => unknown;
  /** Converts a value to the form in which it is stored, where the engine or a program passes another. */
  readonly normalize?: (value: unknown) => unknown;
  /** Kind of the resource that this id refers to. */
  readonly refersTo?: string;
  /** With a value, the resource adopts the existing object of that id instead of creating one. */
  readonly adopts?: true;
  /** How the field appears in an object's one-line summary, without any credential. */
  readonly summary?: (value: unknown) => string;
  /** The object's name; generated if a program sets none. */
  readonly autoNamed?: true;
  /** Set by the class or the adapter; a program may not set it. */
  readonly internal?: true;
}

/**
 * Definition of one argument of a resource, from which check, plan, requests and documentation are derived.
 */
export type Field =
  | (FieldBase & {
      /**
       * Validates a value. A function, because a program that only declares resources must not load the
       * schema library.
       */
      readonly schema: () => ZodType;
      readonly fields?: never;
    })
  | (FieldBase & {
      /** The fields of an object. */
      readonly fields: Fields;
      readonly schema?: never;
    });

/** The arguments of a resource, or the fields of an object among them, by name. */
export type Fields = { readonly [name: string]: Field };

/** An output of a resource that is not an argument. */
export interface Output {
  /** As in `FieldBase`. */
  readonly description: string;
  readonly type: string;
  readonly readBack: ReadBack;
  readonly secret?: true;
  /** When the value changes, in Markdown. */
  readonly changes: string;
}

/** A rule over several fields. */
export interface Rule {
  /** The field that a failure names. */
  readonly field: string;
  /** What is wrong. Follows the field's name. */
  readonly message: string;
  /** For a rule about dependent fields: the field whose value they depend on. */
  readonly decidedBy?: string;
  /** Must hold where a value that is still unknown may satisfy the rule. */
  readonly holds: (inputs: { readonly [field: string]: unknown }) => boolean;
}

type AlwaysPresent<F extends Fields> = {
  [Name in keyof F]: F[Name] extends { required: true } | { default: unknown } ? Name : never;
}[keyof F];

/** The value of a field. */
type ValueOf<F extends Field> = F extends { fields: infer Nested extends Fields }
  ? InputsOf<Nested>
  : F extends { schema: () => ZodType<infer Value> }
    ? Value
    : unknown;

/** Checked inputs, with defaults filled in. */
export type InputsOf<F extends Fields> = { readonly [Name in AlwaysPresent<F>]: ValueOf<F[Name]> } & {
  readonly [Name in Exclude<keyof F, AlwaysPresent<F>>]?: ValueOf<F[Name]> | undefined;
};

type MustBeSet<F extends Fields> = {
  [Name in keyof F]: F[Name] extends { byDefault: string }
    ? never
    : F[Name] extends { required: true }
      ? Name
      : never;
}[keyof F];

type Internal<F extends Fields> = {
  [Name in keyof F]: F[Name] extends { internal: true } ? Name : never;
}[keyof F];

/** Arguments of a program: defaults may be omitted, and ids may be strings or numbers. */
export type ArgumentsOf<F extends Fields> = { [Name in MustBeSet<F>]: ArgumentOf<F[Name]> } & {
  [Name in Exclude<keyof F, MustBeSet<F> | Internal<F>>]?: ArgumentOf<F[Name]> | undefined;
};

type ArgumentOf<F extends Field> = F extends { fields: infer Nested extends Fields }
  ? ArgumentsOf<Nested>
  : F extends { normalize: (value: unknown) => unknown }
    ? ValueOf<F> | string
    : ValueOf<F>;

/** Whether every state has the field. */
export const isAlwaysThere = ({ required, default: value }: Field): boolean =>
  required === true || value !== undefined;

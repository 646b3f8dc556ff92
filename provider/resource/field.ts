import type { ZodType } from "zod";

/** What a server says of a field when it is asked for the object. */
type ReadBack =
  /** The value. */
  | "value"
  /** A form of it from which nobody learns the value. */
  | "masked"
  /** Nothing, although it was sent: the state is the only copy. */
  | "never"
  /** Nothing, because it is not sent: it steers the provider. */
  | "not sent"
  /** Nothing, because it is a part of the object's id. */
  | "id";

/** The value of another field with which alone a field is given: required with it, not allowed with the others. */
export interface OnlyWith {
  readonly field: string;
  readonly value: string;
  /** All values of that other field. */
  readonly allValues: readonly string[];
}

interface FieldBase {
  /** What it is, for people: one or two sentences in Markdown, for the documents and the native schema. */
  readonly description: string;
  /** The values that a program may give, for people, in Markdown. */
  readonly type: string;
  /** What each word of a list of words means: for people, in Markdown. */
  readonly valueDescriptions?: Readonly<Record<string, string>>;
  /** Whether every object has it: a program must give it, unless `byDefault` says what stands for it. */
  readonly required?: true;
  readonly onlyWith?: OnlyWith;
  /** The value of one that is left out. */
  readonly default?: unknown;
  /** What leaving it out means where no value says it: for people, in Markdown. */
  readonly byDefault?: string;
  /** What a later change of it does to the object; `nothing` if it is read at creation only. */
  readonly onChange: "replaces" | "in place" | "nothing";
  readonly readBack: ReadBack;
  /** Encrypted in the state, taken from the configuration by a generated program, and never shown. */
  readonly secret?: true;
  /** A list in which order and repetition mean nothing. */
  readonly set?: true;
  /** The form in which a value is compared, where several spellings mean the same. */
  readonly meaning?: (value: unknown) => unknown;
  /** The form in which a value is kept, where the engine or a program gives another one. */
  readonly normalize?: (value: unknown) => unknown;
  /** Kind of the resource whose id it is. */
  readonly refersTo?: string;
  /** With a value of it the resource takes over the object that it names, instead of creating one. */
  readonly adopts?: true;
  /** How it appears in the line by which a person recognises the object; never with a credential in it. */
  readonly summary?: (value: unknown) => string;
  /** The object's name: one is made where a program gives none. */
  readonly autoNamed?: true;
  /** Given by the class or the adapter; no program may give it. */
  readonly internal?: true;
}

/** All there is to know of one argument of a resource: what follows from it is derived, and never written again. */
export type Field =
  | (FieldBase & {
      /** Holds a value. A function, because a program that only declares resources need not wait for the schema library. */
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

/** What a resource has beside its arguments. */
export interface Output {
  /** As a field's. */
  readonly description: string;
  readonly type: string;
  readonly readBack: ReadBack;
  readonly secret?: true;
  /** When its value becomes another one: for people. */
  readonly changes: string;
}

/** A rule over several fields. */
export interface Rule {
  /** The field that a failure names. */
  readonly field: string;
  /** What is wrong, to follow the field's name. */
  readonly message: string;
  /** The field whose value decides which others go with it, for a rule about those. */
  readonly decidedBy?: string;
  /** Lets pass what a value that is still unknown may make right. */
  readonly holds: (inputs: { readonly [field: string]: unknown }) => boolean;
}

type Given<F extends Fields> = {
  [Name in keyof F]: F[Name] extends { required: true } | { default: unknown } ? Name : never;
}[keyof F];

/** The value of a field. */
type ValueOf<F extends Field> = F extends { fields: infer Nested extends Fields }
  ? InputsOf<Nested>
  : F extends { schema: () => ZodType<infer Value> }
    ? Value
    : unknown;

/** Checked inputs: defaults are filled in. */
export type InputsOf<F extends Fields> = { readonly [Name in Given<F>]: ValueOf<F[Name]> } & {
  readonly [Name in Exclude<keyof F, Given<F>>]?: ValueOf<F[Name]> | undefined;
};

type MustBeGiven<F extends Fields> = {
  [Name in keyof F]: F[Name] extends { byDefault: string }
    ? never
    : F[Name] extends { required: true }
      ? Name
      : never;
}[keyof F];

type Internal<F extends Fields> = {
  [Name in keyof F]: F[Name] extends { internal: true } ? Name : never;
}[keyof F];

/** What a program gives: less than what is checked, and an id as the engine's text or the vendor's number. */
export type ArgumentsOf<F extends Fields> = { [Name in MustBeGiven<F>]: ArgumentOf<F[Name]> } & {
  [Name in Exclude<keyof F, MustBeGiven<F> | Internal<F>>]?: ArgumentOf<F[Name]> | undefined;
};

type ArgumentOf<F extends Field> = F extends { fields: infer Nested extends Fields }
  ? ArgumentsOf<Nested>
  : F extends { normalize: (value: unknown) => unknown }
    ? ValueOf<F> | string
    : ValueOf<F>;

/** One that every version of the provider writes into a state. */
export const isAlwaysThere = ({ required, default: value }: Field): boolean =>
  required === true || value !== undefined;

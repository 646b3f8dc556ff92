import type { Field } from "../../../provider/resource/field.ts";
import type { ResourceKind } from "../../../provider/resource/kind.ts";
import type { Plan } from "../../../provider/resource/lifecycle.ts";
import type { Properties } from "../../../provider/resource/properties.ts";

/** A title, such as "changed" or "cleared", for each sample. */
type Samples<Sample> = Readonly<Record<string, Sample>>;

/** What a program declared first and then; `fields` if the plan names others than the field itself. */
export type ChangeSample = readonly [was: Properties, wanted: Properties, fields?: readonly string[]];

/** What a program declared, what someone sets at the server, and what the plan then names: other fields, or nothing at all. */
export type EditSample = readonly [
  declared: Properties,
  edit: Properties,
  shown?: readonly string[] | "as gone",
];

/**
 * One field, by hand. Its first columns repeat facts of the row, so that a row that is changed by mistake fails the table: each of them is
 * also asserted by what the lifecycle does.
 */
export interface FieldEntry {
  readonly onChange: Field["onChange"];
  readonly readBack: Field["readBack"];
  readonly secret?: true;
  /** What happens without it: a failure, a default, or nothing. */
  readonly leftOut: { readonly fails: string } | { readonly default: unknown } | "fine";
  /** An object that has the field. */
  readonly declared: Properties;
  /** Another value: a program changes to it, and someone sets it at the server. */
  readonly other?: unknown;
  /** Values that are kept as they are. */
  readonly takes?: readonly unknown[];
  /** Further changes. */
  readonly changes?: Samples<ChangeSample>;
  /** Declarations that mean the same: a change from the first to the second plans nothing. */
  readonly same?: Samples<readonly [was: Properties, wanted: Properties]>;
  /** Values of which only a part is unknown in a preview. */
  readonly unknown?: readonly unknown[];
  /** Wrong values, each with the failures that they cause. */
  readonly wrong?: readonly (readonly [value: unknown, ...failures: string[]])[];
  /** Declarations that are wrong because of another field. */
  readonly wrongTogether?: readonly (readonly [declared: Properties, failure: string])[];
  /** Edits at the server, instead of setting `other`. */
  readonly edits?: Samples<EditSample>;
  /** What a plan calls it, if not by the first step of its path. */
  readonly shownAs?: string;
  /** Objects that the server has before. */
  readonly existing?: readonly Properties[];
}

/** One output, by hand. */
interface OutputEntry {
  readonly readBack: Field["readBack"];
  readonly secret?: true;
  readonly changes: "with each new object" | "with each new credential";
  /** Changes after which it has another value. */
  readonly renewedBy: Samples<readonly [was: Properties, wanted: Properties]>;
  /** Changes that keep it. */
  readonly keptBy: Samples<readonly [was: Properties, wanted: Properties]>;
  /** Whether one value is later than, or other than, another. */
  readonly renews?: (was: unknown, now: unknown) => boolean;
}

/** One kind of resource, by hand. */
export interface FieldTable {
  readonly kind: ResourceKind;
  readonly fields: Readonly<Record<string, FieldEntry>>;
  readonly outputs: Readonly<Record<string, OutputEntry>>;
  /** Arguments that don't exist, each with its failure. */
  readonly misnamed: readonly (readonly [declared: Properties, failure: string])[];
  /** Objects, and the words by which a person recognises them. */
  readonly summaries: readonly (readonly [declared: Properties, ...words: string[]])[];
  /** A server without objects, but for those that an object of the kind needs. */
  readonly start: () => Promise<Scene>;
}

export interface Known {
  readonly id: string;
  readonly outputs: object;
}

/** As `engineOf` makes it, for any kind. */
interface Engine {
  readonly said: readonly string[];
  failures(news: Properties): string[];
  plan(known: Known, news: Properties): Plan;
  create(news: Properties): Promise<Known>;
  refresh(known: Known): Promise<Known | undefined>;
  change(known: Known, news: Properties): Promise<Known>;
  delete(known: Known): Promise<void>;
}

/** A simulator with what the tables need of it. */
export interface Scene {
  /** Begins a run of its own. */
  start(): Engine;
  /** The part of the outputs that a program declares. */
  inputsOf(outputs: object): object;
  writes(): { readonly method: string; readonly body?: unknown }[];
  clearRequests(): void;
  add(object: Properties): void;
  edit(id: string, edit: Properties): void;
  /** What the server keeps of an object. */
  stored(id: string): object | undefined;
  /** In what form it keeps what it was sent. */
  storedAs(id: string, sent: Properties): object;
  /** What it gave an object, as outputs. */
  given(id: string): object;
  /** Whether it has the object no more, or calls nobody back for it. */
  isLetGo(id: string): boolean;
  /** Masked values that someone sent back. */
  masksSentBack(): unknown[];
  close(): Promise<void>;
}

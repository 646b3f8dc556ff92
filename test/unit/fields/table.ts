import type { Field } from "../../../provider/resource/field.ts";
import type { ResourceKind } from "../../../provider/resource/kind.ts";
import type { Plan } from "../../../provider/resource/lifecycle.ts";
import type { Properties } from "../../../provider/resource/properties.ts";

/** A title, such as "changed" or "cleared", for each sample. */
type Samples<Sample> = Readonly<Record<string, Sample>>;

/** A program's first and second declaration; `fields` if the plan names other fields than this one. */
export type ChangeSample = readonly [was: Properties, wanted: Properties, fields?: readonly string[]];

/** A declaration, an edit at the server, and the fields that the plan then names if not this field. */
export type EditSample = readonly [
  declared: Properties,
  edit: Properties,
  shown?: readonly string[] | "as gone",
];

/**
 * One field, written by hand. The first properties repeat facts of the row, so that a mistaken change of the
 * row fails a test. The lifecycle's behaviour is tested against each of these facts.
 */
export interface FieldEntry {
  readonly onChange: Field["onChange"];
  readonly readBack: Field["readBack"];
  readonly secret?: true;
  /** The effect of leaving the field out: a failure, a default, or nothing. */
  readonly leftOut: { readonly fails: string } | { readonly default: unknown } | "fine";
  /** An object that has the field. */
  readonly declared: Properties;
  /** Another value, for a change by the program and an edit at the server. */
  readonly other?: unknown;
  /** Values that are kept unchanged. */
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
  /** The name of the field in a plan, if not the first step of its path. */
  readonly shownAs?: string;
  /** Objects that exist on the server before the test. */
  readonly existing?: readonly Properties[];
}

/** One output, written by hand. */
interface OutputEntry {
  readonly readBack: Field["readBack"];
  readonly secret?: true;
  readonly changes: "with each new object" | "with each new credential";
  /** Changes after which the output has another value. */
  readonly renewedBy: Samples<readonly [was: Properties, wanted: Properties]>;
  /** Changes that keep the value. */
  readonly keptBy: Samples<readonly [was: Properties, wanted: Properties]>;
  /** Whether one value is later than, or other than, another. */
  readonly renews?: (was: unknown, now: unknown) => boolean;
}

/** One kind of resource, written by hand. */
export interface FieldTable {
  readonly kind: ResourceKind;
  readonly fields: Readonly<Record<string, FieldEntry>>;
  readonly outputs: Readonly<Record<string, OutputEntry>>;
  /** Arguments that don't exist, each with its failure. */
  readonly misnamed: readonly (readonly [declared: Properties, failure: string])[];
  /** Objects, and the words that describe them. */
  readonly summaries: readonly (readonly [declared: Properties, ...words: string[]])[];
  /** A server with only the objects that an object of the kind needs. */
  readonly start: () => Promise<Scene>;
}

export interface ResourceState {
  readonly id: string;
  readonly outputs: object;
}

/** The engine that `driverOf` returns, for any kind. */
interface Engine {
  readonly logged: readonly string[];
  failures(news: Properties): string[];
  plan(known: ResourceState, news: Properties): Plan;
  create(news: Properties): Promise<ResourceState>;
  refresh(known: ResourceState): Promise<ResourceState | undefined>;
  change(known: ResourceState, news: Properties): Promise<ResourceState>;
  delete(known: ResourceState): Promise<void>;
}

/** A simulator, with the functions that the tables need. */
export interface Scene {
  /** Starts a separate run. */
  start(): Engine;
  /** The part of the outputs that a program declares. */
  inputsOf(outputs: object): object;
  writes(): { readonly method: string; readonly body?: unknown }[];
  clearRequests(): void;
  add(object: Properties): void;
  edit(id: string, edit: Properties): void;
  /** The server's copy of an object. */
  stored(id: string): object | undefined;
  /** The form in which the server stores the fields that were sent. */
  storedAs(id: string, sent: Properties): object;
  /** The values that the server generated for an object, as outputs. */
  generated(id: string): object;
  /** Whether the server no longer has the object, or sends no callbacks for it. */
  isReleased(id: string): boolean;
  /** Masked values that were sent back to the server. */
  masksSentBack(): unknown[];
  close(): Promise<void>;
}

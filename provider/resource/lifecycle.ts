import type { ResourceKind } from "./kind";
import type { Properties } from "./properties";

/** One thing wrong with one input. */
export interface CheckFailure {
  /** Name of the field, a path for a nested one: `xAuthInfo.user`. */
  readonly field: string;
  /** What is wrong and what is allowed; never the value. */
  readonly reason: string;
}

/** What `check` says of declared inputs. */
export interface CheckResult {
  /** The inputs to keep, defaults filled in. */
  readonly inputs: Properties;
  readonly failures: readonly CheckFailure[];
}

/**
 * Part of the outputs of an object that was made or changed but not finished; what it holds is the lifecycle's own. Its plan is never
 * empty.
 */
export interface MayBeUnfinished<Mark = true> {
  readonly unfinished?: Mark | undefined;
}

/** What must happen so that an object becomes as declared. */
export interface Plan {
  /** Fields whose meaning differs. */
  readonly changes: readonly string[];
  /** Those of them that only a new object can have. */
  readonly replaces: readonly string[];
  /** Whether the old object has to go before the new one can come. */
  readonly deleteBeforeReplace: boolean;
  /** What a person should know before agreeing to it, a line. */
  readonly note?: string | undefined;
}

/** What a lifecycle may use while it works. */
export interface Operation<Run> {
  /** What this run has to do with the vendor's server. */
  readonly run: Run;
  /** Tells the person at the terminal one line. */
  log(line: string): void;
  /** Whether the object that is to be deleted is kept by another resource of the program than the one with these outputs. */
  isOwnedByAnother(id: string, outputs: object): boolean;
}

/**
 * The life of one kind of object at a vendor, over plain data: nothing here knows who calls it.
 * Outputs are the inputs as declared and what the server added.
 */
export interface Lifecycle<Run, Inputs extends object, Outputs extends Inputs> {
  readonly kind: ResourceKind;
  /** Looks at what was declared; sends nothing. `olds` is empty for a new object and for a replacement. */
  check(olds: Properties, news: Properties): CheckResult;
  /** Compares what is with what is declared; sends nothing. */
  diff(id: string, outputs: Outputs, inputs: Inputs): Plan;
  /**
   * Ids of the objects that the server has. `scopeIds` names what they are looked for in, where the server has no list of all: the objects themselves, or
   * those that they belong to.
   */
  list(operation: Operation<Run>, scopeIds: readonly string[]): Promise<readonly string[]>;
  create(operation: Operation<Run>, inputs: Inputs): Promise<{ id: string; outputs: Outputs }>;
  /** What the server has now; `undefined` only if it certainly has no such object. */
  read(operation: Operation<Run>, id: string, outputs: Partial<Outputs>): Promise<Outputs | undefined>;
  update(operation: Operation<Run>, id: string, outputs: Outputs, inputs: Inputs): Promise<Outputs>;
  delete(operation: Operation<Run>, id: string, outputs: Outputs): Promise<void>;
  /** The part of the outputs that a program declares. */
  inputsOf(outputs: Outputs): Inputs;
}

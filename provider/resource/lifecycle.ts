import type { ResourceKind } from "./kind";
import type { Properties } from "./properties";

/** One thing wrong with one input. */
export interface CheckFailure {
  /** Name of the field, a path for a nested one: `xAuthInfo.user`. */
  readonly field: string;
  /** What is wrong and what is allowed, without the value. */
  readonly reason: string;
}

/** Result of `check`. */
export interface CheckResult {
  /** The inputs with defaults filled in. */
  readonly inputs: Properties;
  readonly failures: readonly CheckFailure[];
}

/**
 * Marks outputs of an unfinished creation or change. Each lifecycle defines the content of its mark. The diff
 * of such an object is never empty.
 */
export interface MayBeUnfinished<Mark = true> {
  readonly unfinished?: Mark | undefined;
}

/** The changes that bring an object to its declared state. */
export interface Plan {
  /** Fields whose values differ in meaning. */
  readonly changes: readonly string[];
  /** Those that require a replacement. */
  readonly replaces: readonly string[];
  /** Whether a replacement must delete the old object first. */
  readonly deleteBeforeReplace: boolean;
  /** One line for the preview. */
  readonly note?: string | undefined;
}

/** Services for a lifecycle during one operation. */
export interface Operation<Run> {
  /** This run's connection to the vendor's server. */
  readonly run: Run;
  /** Shows the person at the terminal one line. */
  log(line: string): void;
  /** Whether a resource of the program other than the one with these outputs owns the object. */
  isOwnedByAnother(id: string, outputs: object): boolean;
}

/**
 * Create, read, update and delete of one kind of object, on plain data and independent of the adapter.
 * Outputs are the declared inputs and the values that the server added.
 */
export interface Lifecycle<Run, Inputs extends object, Outputs extends Inputs> {
  readonly kind: ResourceKind;
  /** Validates declared inputs; sends nothing. `olds` is empty for a new object and for a replacement. */
  check(olds: Properties, news: Properties): CheckResult;
  /** Compares outputs with declared inputs; sends nothing. */
  diff(id: string, outputs: Outputs, inputs: Inputs): Plan;
  /**
   * Ids of existing objects on the server. Where the server can't list all, `scopeIds` limits the search: ids
   * of the objects themselves, or of the objects that they belong to.
   */
  list(operation: Operation<Run>, scopeIds: readonly string[]): Promise<readonly string[]>;
  create(operation: Operation<Run>, inputs: Inputs): Promise<{ id: string; outputs: Outputs }>;
  /** Outputs as the server has them now; `undefined` only if the object certainly does not exist. */
  read(operation: Operation<Run>, id: string, outputs: Partial<Outputs>): Promise<Outputs | undefined>;
  update(operation: Operation<Run>, id: string, outputs: Outputs, inputs: Inputs): Promise<Outputs>;
  delete(operation: Operation<Run>, id: string, outputs: Outputs): Promise<void>;
  /** The declared inputs within the outputs. */
  inputsOf(outputs: Outputs): Inputs;
}

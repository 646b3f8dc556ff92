import { type ResourceKind, tokensOf } from "../../resource/kind";
import type { Lifecycle } from "../../resource/lifecycle";
import type { Properties } from "../../resource/properties";
import type { AnyVendor, Closeable } from "../../resource/vendor";
import type { Check } from "../print/check";
import type { StateResource } from "../state/export";
import type { Finding, StackResource } from "../state/ownership";
import type { KnownStack } from "../state/stacks";
import type { KindAdoption } from "./adoption";
import type { RecognitionRules } from "./recognition";

/**
 * A vendor's part of the commands. Only `row` is required: the rest is what rows and lifecycles can't
 * express.
 */
export interface VendorCommands<Credentials extends object = object, Run extends Closeable = Closeable> {
  readonly row: AnyVendor;
  /** The account whose objects credentials give access to. Default: all objects of the server. */
  account?(credentials: Credentials): Account;
  /** Details of a kind, by its name. */
  readonly kinds?: { readonly [kind: string]: KindCommands<Run> };
  /** The kind that the server can't list, and the option that names its objects. */
  readonly unlisted?: Unlisted;
  /** The objects that only `--include-inactive` shows, for its help; absent if there are none. */
  readonly inactive?: string;
  /** Whether the server accepts the account. Default: whether the account may list objects. */
  readonly access?: Access<Run>;
}

/** The part of a server that credentials give access to: an organisation, or the account of a token. */
export interface Account {
  readonly organisation?: string | undefined;
  readonly token?: string | undefined;
}

interface Unlisted {
  readonly kind: ResourceKind;
  /** `--subscriber <number>` */
  readonly flag: string;
  readonly description: string;
  /** Whether a value of the option can be an id. */
  isId(text: string): boolean;
  /** The error for a value that can't. */
  readonly invalidMessage: string;
}

interface Access<Run> {
  /** Ids of the checks, without the namespace, in their order. */
  readonly checks: readonly string[];
  check(run: Run): Promise<Check[]>;
}

/** Details of one kind of a vendor. */
export interface KindCommands<Run extends Closeable = Closeable> {
  /** Describes an object that no stack manages. */
  describeUnmanaged?(object: ServerObject, stacks: readonly KnownStack[]): UnmanagedDescription;
  /**
   * What is wrong with an object that stacks manage; `undefined` if nothing is. Default: that it is not on
   * the server.
   */
  describeMissing?(found: Properties | undefined, owners: readonly StackResource[]): string | undefined;
  /**
   * Ids of objects that unfinished creations of these resources may have made. Default: the ids of the
   * resources.
   */
  unfinishedIds?(run: Run, resources: readonly StateResource[]): Promise<readonly string[]>;
  /** Looks up what a killed update was creating. Default: names equal objects, and keeps them. */
  cleanup?(pending: PendingCreate<Run>): Promise<CleanupFinding>;
  /** How an object is imported into a program. */
  readonly adoption?: KindAdoption<Run>;
  /** How an object is recognised in the state of another tool. */
  readonly recognition?: RecognitionRules;
  /** Whether a resource lacks the secret that the server shows only at creation. */
  lacksSecret?(resource: StateResource): boolean;
}

/** An object on a server. */
export interface ServerObject {
  readonly id: string;
  /** As its lifecycle reads it. */
  readonly properties: Properties;
  /** Its main properties, as its row names them. */
  readonly summary: readonly string[];
  /** The object that it belongs to. */
  readonly owner?: Omit<ServerObject, "owner" | "parts"> | undefined;
  /** Objects that belong to it. */
  readonly parts: readonly Properties[];
}

/** How an unmanaged object is shown. */
export interface UnmanagedDescription {
  /** Default: the object's summary. */
  readonly description?: string | undefined;
  /** What `remove` does. Default: it deletes the object. */
  readonly effect?: string | undefined;
  /** Nothing is left to remove; only shown with `--include-inactive`. */
  readonly inactive?: boolean | undefined;
  readonly generatedFor?: Finding["generatedFor"];
}

/** A creation that was in progress when its update was killed. */
export interface PendingCreate<Run> {
  readonly inputs: Properties;
  /** Ids of objects of the kind that the stack owns and keeps. */
  readonly ownedIds: readonly string[];
  /** Sends requests; `doing` begins the error. @throws CliError */
  request<T>(doing: string, work: (run: Run) => Promise<T>): Promise<T>;
}

/** What was found of a pending creation. */
export interface CleanupFinding {
  /** What happened, and what cleanup does. */
  readonly finding: string;
  /** Removes the object; absent if there is nothing to remove. */
  readonly remove?: (() => Promise<void>) | undefined;
}

export const kindsOf = ({ row }: VendorCommands): readonly ResourceKind[] =>
  row.lifecycles.map(({ kind }) => kind);

/** The option that names objects of a kind that the server can't list: `--subscriber`. */
export const flagOf = ({ unlisted }: VendorCommands): string => unlisted?.flag.replace(/ .*/, "") ?? "";

/** The vendor and the lifecycle of a type token; `undefined` if another provider has it. */
export function lifecycleOfType(
  vendors: readonly VendorCommands[],
  token: string,
): { readonly vendor: VendorCommands; readonly lifecycle: AnyVendor["lifecycles"][number] } | undefined {
  for (const vendor of vendors) {
    const lifecycle = vendor.row.lifecycles.find(({ kind }) => tokensOf(kind).includes(token));
    if (lifecycle !== undefined) return { vendor, lifecycle };
  }
  return undefined;
}

/** A kind's name without its vendor: `subscription`. */
export const nounFor = ({ name }: Pick<ResourceKind, "name">): string =>
  name.slice(name.indexOf(":") + 1).toLowerCase();

/** The arguments of a lifecycle's methods, for commands: they report outcomes themselves. */
export const operationFor = <Run>(run: Run): Parameters<Lifecycle<Run, object, object>["list"]>[0] => ({
  run,
  log: () => {},
  isOwnedByAnother: () => false,
});

import { type ResourceKind, tokensOf } from "../../resource/kind";
import type { Lifecycle } from "../../resource/lifecycle";
import type { Properties } from "../../resource/properties";
import type { AnyVendor, Closeable } from "../../resource/vendor";
import type { Line } from "../print/lines";
import type { StateResource } from "../state/export";
import type { Finding, Holding } from "../state/ownership";
import type { KnownStack } from "../state/stacks";
import type { KindAdoption } from "./adoption";
import type { RecognitionRules } from "./recognition";

/**
 * A vendor's part of the commands; its folder has it, and the commands are handed it. Only the row is needed: the rest is what rows and lifecycles
 * can't say.
 */
export interface VendorCommands<Credentials extends object = object, Run extends Closeable = Closeable> {
  readonly row: AnyVendor;
  /** Whose objects an account sees. Default: all that the server has. */
  account?(credentials: Credentials): Account;
  /** What is special about a kind, by its name. */
  readonly kinds?: { readonly [kind: string]: KindCommands<Run> };
  /** The kind of which the server has no list, and how the command line names further objects of it. */
  readonly unlisted?: Unlisted;
  /** Which objects only `--include-inactive` shows, for its help; absent if there are none. */
  readonly inactive?: string;
  /** Whether the server lets the account in. Default: whether it may list. */
  readonly access?: Access<Run>;
}

/** The part of a server that an account sees: an organisation, or what a token stands for. */
export interface Account {
  readonly organisation?: string | undefined;
  readonly token?: string | undefined;
}

interface Unlisted {
  readonly kind: ResourceKind;
  /** `--subscriber <number>` */
  readonly flag: string;
  readonly description: string;
  /** Whether such a value can be an id of the kind. */
  isId(text: string): boolean;
  /** What is wrong with one that can't. */
  readonly mistake: string;
}

interface Access<Run> {
  /** Ids of the lines, without the namespace, in their order. */
  readonly lines: readonly string[];
  look(run: Run): Promise<Line[]>;
}

/** What is special about one kind of a vendor's. */
export interface KindCommands<Run extends Closeable = Closeable> {
  /** What a person is told of an object that no stack owns. */
  orphan?(object: ServerObject, stacks: readonly KnownStack[]): OrphanWords;
  /** What is wrong with an object that stacks own, `undefined` if nothing is. Default: that it is not there. */
  missing?(found: Properties | undefined, owners: readonly Holding[]): string | undefined;
  /** Ids of what the unfinished creations among a stack's resources may have made. Default: the resources' own. */
  unfinished?(run: Run, resources: readonly StateResource[]): Promise<readonly string[]>;
  /** What a killed run may have made. Default: what is as declared is told, and stays. */
  leftover?(creation: Creation<Run>): Promise<Leftover>;
  /** How an object is brought into a program. */
  readonly adoption?: KindAdoption<Run>;
  /** How an object is recognised in another tool's state. */
  readonly recognition?: RecognitionRules;
  /** Whether a resource lacks the secret that only its creation could tell. */
  isSecretless?(resource: StateResource): boolean;
}

/** An object that a server has. */
export interface ServerObject {
  readonly id: string;
  /** As its lifecycle reads it. */
  readonly properties: Properties;
  /** What its row calls it by. */
  readonly summary: readonly string[];
  /** The object that it belongs to. */
  readonly owner?: Omit<ServerObject, "owner" | "parts"> | undefined;
  /** Objects that belong to it. */
  readonly parts: readonly Properties[];
}

/** What a person is told of an orphan, where the row does not say it. */
export interface OrphanWords {
  /** What it is known by. Default: its summary. */
  readonly what?: string | undefined;
  /** What `retire` makes of it. Default: it is deleted. */
  readonly will?: string | undefined;
  /** Nothing is left to retire; only shown with `--include-inactive`. */
  readonly inactive?: boolean | undefined;
  readonly madeFor?: Finding["madeFor"];
}

/** A creation that was under way when its run was killed. */
export interface Creation<Run> {
  readonly inputs: Properties;
  /** Ids of objects of the kind that the stack owns and keeps. */
  readonly owned: readonly string[];
  /** Asks the server, and names the object in what is said of it. @throws CliError */
  during<T>(doing: string, work: (run: Run) => Promise<T>): Promise<T>;
}

/** What a killed run may have made. */
export interface Leftover {
  /** What is known of it, and what becomes of it. */
  readonly finding: string;
  /** Takes it off the server; absent if there is nothing to take off. */
  readonly retire?: (() => Promise<void>) | undefined;
}

export const kindsOf = ({ row }: VendorCommands): readonly ResourceKind[] =>
  row.lifecycles.map(({ kind }) => kind);

/** The option by which a command line names objects of which a vendor's server has no list: `--subscriber`. */
export const flagOf = ({ unlisted }: VendorCommands): string => unlisted?.flag.replace(/ .*/, "") ?? "";

/** The vendor and the lifecycle of a type token; `undefined` if it is another provider's. */
export function servedBy(
  vendors: readonly VendorCommands[],
  token: string,
): { readonly vendor: VendorCommands; readonly lifecycle: AnyVendor["lifecycles"][number] } | undefined {
  for (const vendor of vendors) {
    const lifecycle = vendor.row.lifecycles.find(({ kind }) => tokensOf(kind).includes(token));
    if (lifecycle !== undefined) return { vendor, lifecycle };
  }
  return undefined;
}

/** Without its vendor: `subscription`. */
export const wordFor = ({ name }: Pick<ResourceKind, "name">): string =>
  name.slice(name.indexOf(":") + 1).toLowerCase();

/** What a lifecycle is given by a command, which says itself what becomes of an object. */
export const operationWith = <Run>(run: Run): Parameters<Lifecycle<Run, object, object>["list"]>[0] => ({
  run,
  log: () => {},
  isOwnedByAnother: () => false,
});

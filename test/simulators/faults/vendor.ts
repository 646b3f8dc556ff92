import type { FastifyReply } from "fastify";
import type { FirewallStatus } from "../rockit/gateway.ts";
import type { Fault } from "./types.ts";

/** Abilities of a vendor's server that some kinds of faults need. */
export interface FaultyVendor {
  readonly name: string;
  readonly listRoute: string;
  /** Its answer holds a secret. */
  readonly secretRoute?: string;
  /** Routes that need no token. */
  readonly loginRoutes?: readonly string[];
  /** Another client's subscription appears or disappears. */
  readonly changeList?: () => void;
  readonly endSessions?: () => void;
  /** Intermediaries in front of the application; both return the body. */
  readonly maintenance?: (reply: FastifyReply) => string;
  readonly firewall?: (reply: FastifyReply, status: FirewallStatus) => string;
}

/** Throws if this server cannot have this fault at all. */
export function suitableRoutes(kind: Fault["kind"], vendor: FaultyVendor): (route: string) => boolean {
  const { listRoute, secretRoute, loginRoutes, changeList, endSessions, maintenance, firewall } = vendor;
  switch (kind) {
    case "empty-secret":
    case "no-secret":
    case "odd-secret":
      if (secretRoute === undefined) break;
      return (route) => route === secretRoute;
    case "list-changes":
      if (changeList === undefined) break;
      return (route) => route === listRoute;
    case "duplicate-entry":
    case "missing-entry":
      return (route) => route === listRoute;
    case "token-expiry":
    case "restart":
      if (endSessions === undefined) break;
      return (route) => !loginRoutes?.includes(route);
    case "maintenance":
      if (maintenance === undefined) break;
      return () => true;
    case "firewall":
      if (firewall === undefined) break;
      return () => true;
    default:
      return () => true;
  }
  throw new Error(`${vendor.name} cannot have the fault ${kind}`);
}

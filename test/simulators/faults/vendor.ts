import type { FastifyReply } from "fastify";
import type { FirewallStatus } from "../rockit/gateway.ts";
import type { Fault } from "./types.ts";

/** What some kinds need of a vendor's server. A kind is not for a server that lacks it. */
export interface FaultyVendor {
  readonly name: string;
  readonly listRoute: string;
  /** Its answer holds a secret. */
  readonly secretRoute?: string;
  /** They need no token. */
  readonly loginRoutes?: readonly string[];
  /** Somebody else's subscription appears or disappears. */
  readonly changeList?: () => void;
  readonly endSessions?: () => void;
  /** What answers in front of the application; both give the body. */
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

import type { FastifyReply } from "fastify";
import type { FirewallStatus } from "../rockit/gateway.ts";
import type { Fault } from "./types.ts";

/** What a vendor's server offers for faults. A kind whose member is missing can't happen on that server. */
export interface FaultSupport {
  readonly name: string;
  readonly listRoute: string;
  /** The route whose answer has a secret. */
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

/** Tells which routes can have this fault. Throws if no route of this server can. */
export function suitableRoutes(kind: Fault["kind"], support: FaultSupport): (route: string) => boolean {
  const { listRoute, secretRoute, loginRoutes, changeList, endSessions, maintenance, firewall } = support;
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
  throw new Error(`${support.name} cannot have the fault ${kind}`);
}

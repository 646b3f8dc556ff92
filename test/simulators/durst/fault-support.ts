import type { FaultSupport } from "../faults/fault-support.ts";
import type { Sessions } from "./sessions.ts";

export function durstFaultSupport(sessions: Sessions): FaultSupport {
  return {
    name: "Durst",
    listRoute: "GET /api/v1/subscribers/:subscriberId/subscriptions",
    loginRoutes: ["GET /api/v1/login", "POST /api/v2/login"],
    endSessions: () => sessions.endAll(),
  };
}

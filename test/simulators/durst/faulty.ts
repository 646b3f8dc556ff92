import type { FaultyVendor } from "../faults/vendor.ts";
import type { Sessions } from "./sessions.ts";

export function faultyDurst(sessions: Sessions): FaultyVendor {
  return {
    name: "Durst",
    listRoute: "GET /api/v1/subscribers/:subscriberId/subscriptions",
    loginRoutes: ["GET /api/v1/login", "POST /api/v2/login"],
    endSessions: () => sessions.endAll(),
  };
}

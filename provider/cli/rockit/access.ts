import { HttpError, isDenied } from "../../http/errors";
import type { RockitRun } from "../../rockit/run";
import { failedRequestCheck } from "../doctor/failed-request-check";
import { type Check, ok } from "../print/check";

const id = "rockit.access";

/** Statuses that the list of subscriptions never returns. */
const foreignStatuses = [400, 404, 405];

/** Whether the server lets the account list subscriptions. */
export async function accessChecks({ client }: RockitRun): Promise<Check[]> {
  try {
    await client.probe();
    return [ok(id, "the account may list subscriptions; only a creation shows whether it may create them")];
  } catch (failure) {
    const check = failedRequestCheck(id, failure);
    if (!(failure instanceof HttpError) || failure.isPage) return [check];
    if (foreignStatuses.includes(failure.status ?? 0)) return [{ ...check, remedy: wrongServerRemedy }];
    return [isDenied(failure) ? { ...check, remedy: `${check.remedy}, or the account ${lacks}` } : check];
  }
}

const lacks = "lacks the permission subscriptions.read";
const wrongServerRemedy =
  "a firewall before the API, or another server, answered: set rockit:endpoint to the address of ROCKIT Edge, without a path; if it is correct, ask the server's operator to let this machine through";

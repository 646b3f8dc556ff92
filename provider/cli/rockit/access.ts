import { HttpError, isDenied } from "../../http/errors";
import type { RockitRun } from "../../rockit/run";
import { failedRequestCheck } from "../doctor/failed-request-check";
import { type Check, ok } from "../print/check";

const id = "rockit.access";

/** What the list of subscriptions itself never answers. */
const notTheList = [400, 404, 405];

/** Whether the server lets the account list subscriptions. */
export async function accessChecks({ client }: RockitRun): Promise<Check[]> {
  try {
    await client.probe();
    return [
      ok(id, "this account may list subscriptions; whether it may create any shows at the first creation"),
    ];
  } catch (failure) {
    const line = failedRequestCheck(id, failure);
    if (!(failure instanceof HttpError) || failure.isPage) return [line];
    if (notTheList.includes(failure.status ?? 0)) return [{ ...line, remedy: elsewhere }];
    return [isDenied(failure) ? { ...line, remedy: `${line.remedy}, or the account ${lacks}` } : line];
  }
}

const lacks = "lacks the permission subscriptions.read";
const elsewhere =
  "a firewall before the API, or another server, answered: rockit:endpoint must be the address of ROCKIT Edge, without a path; then ask the server's operator to let this machine through";

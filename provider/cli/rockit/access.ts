import { isDenied } from "../../http/errors";
import { operationError } from "../../resource/errors";
import type { RockitRun } from "../../rockit/run";
import { failFrom, type Line, ok } from "../print/lines";

const id = "rockit.access";

/** Whether the server lets the account list subscriptions. */
export async function accessLines({ client }: RockitRun): Promise<Line[]> {
  try {
    await client.probe();
    return [ok(id, "lets this account read subscriptions; whether it may make any shows then only")];
  } catch (failure) {
    const { reason } = operationError("", failure);
    const remedy = "or the account lacks the permission subscriptions.read";
    return [failFrom(id, isDenied(failure) ? `${reason}, ${remedy}` : reason)];
  }
}

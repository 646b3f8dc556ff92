import type { DurstRun } from "../../durst/run";
import { operationError } from "../../resource/errors";
import { failFrom, type Line, ok } from "../print/lines";

/** A subscriber that no server has: the question is answered only to who may read. */
const nobody = 0;

/** Whether the server lets the account in, and whether it may read subscribers. */
export async function accessLines({ client }: DurstRun): Promise<Line[]> {
  try {
    await client.login();
  } catch (failure) {
    return [failFrom("durst.login", operationError("", failure).reason)];
  }
  const login = ok("durst.login", "accepts user and password");
  const id = "durst.access";
  try {
    await client.readSubscriber(nobody);
    return [login, ok(id, "lets this account read subscribers; whether it may change any shows then only")];
  } catch (failure) {
    return [login, failFrom(id, operationError("", failure).reason)];
  }
}

import type { DurstRun } from "../../durst/run";
import { failedRequestCheck } from "../doctor/failed-request-check";
import { type Check, ok, warn } from "../print/check";

/** A subscriber that no server has: the question is answered only to who may read. */
const nobody = 0;

/** Whether the server lets the account in, and whether it may read subscribers. */
export async function accessChecks({ client }: DurstRun): Promise<Check[]> {
  let login: Check;
  try {
    login = loginCheck(await client.login());
  } catch (failure) {
    return [failedRequestCheck("durst.login", failure)];
  }
  const id = "durst.access";
  try {
    await client.readSubscriber(nobody);
    return [
      login,
      ok(id, "this account may read subscribers; whether it may change any shows at the first change"),
    ];
  } catch (failure) {
    return [login, failedRequestCheck(id, failure)];
  }
}

const loginCheck = (version: "1" | "2" | undefined): Check =>
  version === "1"
    ? warn(
        "durst.login",
        "accepts user and password by login version 1, which puts the password into the URL",
        "update the server to 1.21.1 or newer, which has version 2; until then let nobody read the logs of proxies in between",
      )
    : ok("durst.login", "accepts user and password by login version 2: the server is 1.21.1 or newer");

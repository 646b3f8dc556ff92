import type { DurstRun } from "../../durst/run";
import { failedRequest } from "../doctor/failed-request";
import { type Line, ok, warn } from "../print/lines";

/** A subscriber that no server has: the question is answered only to who may read. */
const nobody = 0;

/** Whether the server lets the account in, and whether it may read subscribers. */
export async function accessLines({ client }: DurstRun): Promise<Line[]> {
  let login: Line;
  try {
    login = loginLine(await client.login());
  } catch (failure) {
    return [failedRequest("durst.login", failure)];
  }
  const id = "durst.access";
  try {
    await client.readSubscriber(nobody);
    return [
      login,
      ok(id, "this account may read subscribers; whether it may change any shows at the first change"),
    ];
  } catch (failure) {
    return [login, failedRequest(id, failure)];
  }
}

const loginLine = (version: "1" | "2" | undefined): Line =>
  version === "1"
    ? warn(
        "durst.login",
        "accepts user and password by login version 1, which puts the password into the URL",
        "update the server to 1.21.1 or newer, which has version 2; until then let nobody read the logs of proxies in between",
      )
    : ok("durst.login", "accepts user and password by login version 2: the server is 1.21.1 or newer");

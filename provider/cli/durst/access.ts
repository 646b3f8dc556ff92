import type { DurstRun } from "../../durst/run";
import { failedRequestCheck } from "../doctor/failed-request-check";
import { type Check, ok, warn } from "../print/check";

/** No subscriber has this number. The server answers only accounts that may read subscribers. */
const noSubscriber = 0;

/** Whether the server accepts the account, and whether the account may read subscribers. */
export async function accessChecks({ client }: DurstRun): Promise<Check[]> {
  let login: Check;
  try {
    login = loginCheck(await client.login());
  } catch (failure) {
    return [failedRequestCheck("durst.login", failure)];
  }
  const id = "durst.access";
  try {
    await client.readSubscriber(noSubscriber);
    return [
      login,
      ok(id, "the account may read subscribers; only a change shows whether it may change them"),
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
        "update the server to 1.21.1 or newer, which has version 2; until then restrict access to the logs of proxies",
      )
    : ok("durst.login", "accepts user and password by login version 2: the server is 1.21.1 or newer");

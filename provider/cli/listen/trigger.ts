import { readFile } from "node:fs/promises";
import { type SignedTestDelivery, signDurstTestCallback, signRockitTestWebhook } from "rockit-durst-webhooks";
import { redactedExcerpt } from "../../http/redacted-excerpt";
import type { RockitEvent, RockitSender } from "../../kinds";
import { CliError } from "../print/errors";
import { oneLine } from "../print/terminal";
import { deliver } from "./deliver";
import type { Verification } from "./verification";

export interface TestDelivery {
  readonly sender?: RockitSender;
  readonly event?: RockitEvent;
  /** A file with the body. */
  readonly body?: string;
}

/**
 * Sends a signed test delivery to a receiver; returns a sentence about its answer.
 *
 * @throws CliError unless the answer is 2xx
 */
export async function trigger(url: URL, verification: Verification, wanted: TestDelivery): Promise<string> {
  const { headers, body } = await signed(verification, wanted);
  const given = wanted.body === undefined ? body : await bytesOf(wanted.body);
  const began = performance.now();
  const answer = await deliver(url, headers, given);
  const { status } = answer;
  const answered = `${url.host} answered ${status}`;
  if (status >= 200 && status < 300) return `${answered} in ${Math.round(performance.now() - began)} ms`;
  if (status >= 300 && status < 400)
    throw new CliError(`${answered}, a redirect, which is not followed`, "give the final address");
  const excerpt = redactedExcerpt(answer.body.toString(), secretsOf(verification, headers));
  const what = excerpt === "" ? answered : `${answered} and said "${excerpt}"`;
  throw new CliError(
    what,
    status === 401
      ? "check that the receiver has this secret and expects this header"
      : "check the receiver's log",
  );
}

/** Secrets of the request, which the receiver's answer may repeat. */
function secretsOf(verification: Verification, headers: SignedTestDelivery["headers"]): string[] {
  const values = Object.values(headers);
  if ("rockit" in verification) return [...verification.rockit.secret, ...values];
  const { durst } = verification;
  return [
    ...(durst.xAuth === undefined ? durst.key : durst.xAuth.map(({ password }) => password)),
    ...values,
  ];
}

/** Signs with the first secret. */
function signed(verification: Verification, { sender, event }: TestDelivery): Promise<SignedTestDelivery> {
  if ("rockit" in verification) {
    const [secret = ""] = verification.rockit.secret;
    return signRockitTestWebhook({ type: sender ?? "mkraw", event: event ?? "end", secret });
  }
  const body = { entity: "PRODUCTION_JOB", id: 4711, status: "PRINTED" };
  const { durst } = verification;
  if (durst.xAuth === undefined) {
    const { headerName, key } = durst;
    return signDurstTestCallback({ body, headerName, key: key[0] ?? "" });
  }
  const { xAuth, userHeader, passwordHeader } = durst;
  return signDurstTestCallback({
    body,
    xAuth: xAuth[0] ?? { user: "", password: "" },
    userHeader,
    passwordHeader,
  });
}

const bytesOf = (file: string): Promise<Buffer> =>
  readFile(file).catch(({ code }) => {
    throw new CliError(`the file ${oneLine(file, 200)} can't be read (${code})`, "correct --body");
  });

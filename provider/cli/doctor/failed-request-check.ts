import { HttpError } from "../../http/errors";
import { operationError } from "../../resource/errors";
import { type Check, fail, failWith } from "../print/check";

/** The check of a failed request. An HTML page is no answer of the vendor's API. */
export const failedRequestCheck = (id: string, failure: unknown): Check =>
  isPage(failure)
    ? fail(
        id,
        failure.what,
        "a firewall, a proxy or a login page answers in place of the API: let this machine through to the server, or correct the endpoint",
      )
    : failWith(id, operationError("", failure));

const isPage = (failure: unknown): failure is HttpError => failure instanceof HttpError && failure.isPage;

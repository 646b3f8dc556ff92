import { HttpError } from "../../http/errors";
import { operationError } from "../../resource/errors";
import { fail, failWith, type Check } from "../print/check";

/** The line for a request that failed; whatever sends HTML pages is not the vendor's API. */
export const failedRequestCheck = (id: string, failure: unknown): Check =>
  isPage(failure)
    ? fail(
        id,
        failure.what,
        "a firewall, a proxy or a login page answers in place of the API: let this machine through to the server, or correct the endpoint",
      )
    : failWith(id, operationError("", failure));

const isPage = (failure: unknown): failure is HttpError => failure instanceof HttpError && failure.isPage;

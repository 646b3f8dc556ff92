import type { handleUnaryCall, ServiceError } from "@grpc/grpc-js";
import { operationError } from "../resource/errors";
import { failure } from "./failures";

/** Answers a call with what the work gives, or with its failure. */
export const answering =
  <Request, Response>(work: (request: Request) => Promise<Response>): handleUnaryCall<Request, Response> =>
  ({ request }, answer) => {
    work(request).then(
      (response) => answer(null, response),
      (thrown: unknown) => answer(isToldToEngine(thrown) ? thrown : unexpected(thrown)),
    );
  };

const isToldToEngine = (thrown: unknown): thrown is ServiceError =>
  typeof thrown === "object" && thrown !== null && "details" in thrown && "code" in thrown;

const unexpected = (thrown: unknown) => failure(operationError("answering the engine", thrown).message);

import type { handleUnaryCall, ServiceError } from "@grpc/grpc-js";
import { operationError } from "../resource/errors";
import { grpcError } from "./grpc-error";

/** Answers a call with what the work gives, or with its failure. */
export const unaryHandler =
  <Request, Response>(work: (request: Request) => Promise<Response>): handleUnaryCall<Request, Response> =>
  ({ request }, answer) => {
    work(request).then(
      (response) => answer(null, response),
      (thrown: unknown) => answer(isGrpcError(thrown) ? thrown : unexpected(thrown)),
    );
  };

const isGrpcError = (thrown: unknown): thrown is ServiceError =>
  typeof thrown === "object" && thrown !== null && "details" in thrown && "code" in thrown;

const unexpected = (thrown: unknown) => grpcError(operationError("answering the engine", thrown).message);

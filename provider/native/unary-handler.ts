import type { handleUnaryCall, ServiceError } from "@grpc/grpc-js";
import { operationError } from "../resource/errors";
import { grpcError } from "./grpc-error";

/** gRPC handler of a unary call: responds with the result of the work, or with its failure. */
export const unaryHandler =
  <Request, Response>(work: (request: Request) => Promise<Response>): handleUnaryCall<Request, Response> =>
  ({ request }, respond) => {
    work(request).then(
      (response) => respond(null, response),
      (thrown: unknown) => respond(isGrpcError(thrown) ? thrown : unexpected(thrown)),
    );
  };

const isGrpcError = (thrown: unknown): thrown is ServiceError =>
  typeof thrown === "object" && thrown !== null && "details" in thrown && "code" in thrown;

const unexpected = (thrown: unknown) =>
  grpcError(operationError("handling the engine's call", thrown).message);

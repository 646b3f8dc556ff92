import { Metadata, type ServiceError, status } from "@grpc/grpc-js";
import { ErrorResourceInitFailed } from "@pulumi/pulumi/proto/provider_pb";
import { Status } from "@pulumi/pulumi/proto/status_pb";
import { Any } from "google-protobuf/google/protobuf/any_pb";
import type { FailedOperation } from "../resource/operation";
import type { RegisteredKind } from "./registry";

/** Metadata key for the details of a failed call. */
const detailsKey = "grpc-status-details-bin";

/** Failure in the form that the engine expects: one line, and the partial object that the state must keep. */
export const grpcFailure =
  ({ stored }: RegisteredKind) =>
  ({ error, partial }: FailedOperation): Partial<ServiceError> => {
    const metadata = new Metadata();
    if (partial !== undefined) {
      const failed = new ErrorResourceInitFailed();
      failed.setId(partial.id);
      failed.setProperties(stored(partial.outputs));
      failed.setReasonsList([error.message]);
      metadata.set(detailsKey, Buffer.from(withDetail(error.message, failed).serializeBinary()));
    }
    return grpcError(error.message, metadata);
  };

/** gRPC error with a one-line message. */
export const grpcError = (message: string, metadata = new Metadata()): Partial<ServiceError> => ({
  code: status.UNKNOWN,
  details: message,
  message,
  metadata,
});

function withDetail(message: string, failed: ErrorResourceInitFailed): Status {
  const detail = new Any();
  detail.pack(failed.serializeBinary(), "pulumirpc.ErrorResourceInitFailed");
  const result = new Status();
  result.setCode(status.UNKNOWN);
  result.setMessage(message);
  result.addDetails(detail);
  return result;
}

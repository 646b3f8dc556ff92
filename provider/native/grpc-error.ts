import { Metadata, type ServiceError, status } from "@grpc/grpc-js";
import { ErrorResourceInitFailed } from "@pulumi/pulumi/proto/provider_pb";
import { Status } from "@pulumi/pulumi/proto/status_pb";
import { Any } from "google-protobuf/google/protobuf/any_pb";
import type { FailedOperation } from "../resource/operation";
import type { RegisteredKind } from "./registry";

/** The key under which a call's failure carries more than its message. */
const detailsKey = "grpc-status-details-bin";

/**
 * A failure as the engine is to be told it: one line, and where something may have been made or changed, what the state has to keep of it.
 */
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

/** A call that failed, in one line. */
export const grpcError = (message: string, metadata = new Metadata()): Partial<ServiceError> => ({
  code: status.UNKNOWN,
  details: message,
  message,
  metadata,
});

function withDetail(message: string, failed: ErrorResourceInitFailed): Status {
  const detail = new Any();
  detail.pack(failed.serializeBinary(), "pulumirpc.ErrorResourceInitFailed");
  const told = new Status();
  told.setCode(status.UNKNOWN);
  told.setMessage(message);
  told.addDetails(detail);
  return told;
}

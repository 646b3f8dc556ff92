import * as proto from "@pulumi/pulumi/proto/provider_pb";
import { operationError, PreconditionError } from "../resource/errors";
import { callFunction } from "../resource/vendor-function";
import { grpcError } from "./grpc-error";
import type { RegisteredFunction } from "./registry";
import { unaryHandler } from "./unary-handler";
import { fromWire, toWire } from "./wire";

/** Calls of functions. */
export const functionCalls = (functions: ReadonlyMap<string, RegisteredFunction>) => ({
  invoke: unaryHandler(async (request: proto.InvokeRequest) => {
    const token = request.getTok();
    const served = functions.get(token);
    if (served === undefined)
      throw grpcError(operationError(`calling ${token}`, new PreconditionError("unknown function")).message);
    const { fn, connect } = served;
    const args = fromWire(request.getArgs());
    const response = new proto.InvokeResponse();
    // An engine that does not pass `preview` calls functions in previews too.
    if (fn.hasSideEffects && request.getPreview?.()) return response;
    try {
      response.setReturn(toWire(await callFunction(fn, connect, args), []));
    } catch (thrown) {
      throw grpcError((thrown as Error).message);
    }
    return response;
  }),
});

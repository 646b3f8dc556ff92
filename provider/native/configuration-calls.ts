import { isDeepStrictEqual } from "node:util";
import * as proto from "@pulumi/pulumi/proto/provider_pb";
import { SettingsError } from "../config/settings";
import { unaryHandler } from "./unary-handler";
import { grpcError } from "./grpc-error";
import type { NativeSettings } from "./settings";
import { fromWire, withSecrets } from "./wire";

/** Of the provider that resources have which are given none: the engine makes it of the stack's configuration. */
const defaultProvider = /^default(_|$)/;

/** The calls about the provider's own settings. */
export const configurationCalls = (settings: NativeSettings) => ({
  checkConfig: unaryHandler(async (request: proto.CheckRequest) => {
    const response = new proto.CheckResponse();
    const args = fromWire(request.getNews());
    // As they came. A program may give a key and not say that it is secret.
    response.setInputs(withSecrets(request.getNews(), settings.secretsIn(args)));
    // Named as a property, the engine would print the field's value, a secret one too: the reason names the field.
    const failures = settings.problemsIn(args).map((reason) => {
      const fault = new proto.CheckFailure();
      fault.setReason(reason);
      return fault;
    });
    response.setFailuresList(failures);
    return response;
  }),
  /** Other settings touch no resource: the provider is never replaced. */
  diffConfig: unaryHandler(async (request: proto.DiffRequest) => {
    const [was, wanted] = [request.getOldInputs() ?? request.getOlds(), request.getNews()].map(fromWire);
    const { DIFF_NONE, DIFF_SOME } = proto.DiffResponse.DiffChanges;
    const response = new proto.DiffResponse();
    response.setChanges(isDeepStrictEqual(was, wanted) ? DIFF_NONE : DIFF_SOME);
    return response;
  }),
  configure: unaryHandler(async (request: proto.ConfigureRequest) => {
    try {
      settings.store(fromWire(request.getArgs()), defaultProvider.test(request.getName?.() ?? ""));
    } catch (thrown) {
      throw thrown instanceof SettingsError ? grpcError(thrown.message) : thrown;
    }
    const response = new proto.ConfigureResponse();
    response.setAcceptsecrets(false);
    response.setAcceptresources(false);
    response.setAcceptoutputs(false);
    response.setSupportspreview(true);
    response.setSupportsAutonamingConfiguration(true);
    return response;
  }),
});

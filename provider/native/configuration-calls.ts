import { isDeepStrictEqual } from "node:util";
import * as proto from "@pulumi/pulumi/proto/provider_pb";
import { SettingsError } from "../config/settings";
import { grpcError } from "./grpc-error";
import type { NativeSettings } from "./settings";
import { unaryHandler } from "./unary-handler";
import { fromWire, withSecrets } from "./wire";

/** Names of default providers, which the engine creates from the stack's configuration. */
const defaultProvider = /^default(_|$)/;

/** Calls about the provider's own settings. */
export const configurationCalls = (settings: NativeSettings) => ({
  checkConfig: unaryHandler(async (request: proto.CheckRequest) => {
    const response = new proto.CheckResponse();
    const args = fromWire(request.getNews());
    // Unchanged, but with secrets marked: a program may pass a key without marking it.
    response.setInputs(withSecrets(request.getNews(), settings.secretsIn(args)));
    // The reason names the field: with a property set, the engine would print the value, even a secret one.
    const failures = settings.problemsIn(args).map((reason) => {
      const failure = new proto.CheckFailure();
      failure.setReason(reason);
      return failure;
    });
    response.setFailuresList(failures);
    return response;
  }),
  /** Changed settings never replace the provider. */
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

import * as proto from "@pulumi/pulumi/proto/provider_pb";
import { Empty } from "google-protobuf/google/protobuf/empty_pb";
import type { Struct } from "google-protobuf/google/protobuf/struct_pb";
import { withTimeLimit } from "../http/time-limit";
import type { GracefulShutdown } from "../resource/graceful-shutdown";
import type { ResourceKind } from "../resource/kind";
import { nameOf } from "../resource/operation";
import type { Properties } from "../resource/properties";
import { withoutReference } from "../resource/reference";
import { type ResourceHandlers, resourceHandlers } from "../resource/resource-handlers";
import { UNKNOWN } from "../resource/unknown";
import { checkResource } from "./check-resource";
import { detailedDiff } from "./detailed-diff";
import type { EngineLog } from "./engine-log";
import { grpcError, grpcFailure } from "./grpc-error";
import type { RegisteredKind } from "./registry";
import { unaryHandler } from "./unary-handler";
import { parseUrn } from "./urn";
import { fromWire, toWire } from "./wire";

/** A call about one resource, with the handlers of its lifecycle. */
interface ResourceCall extends RegisteredKind {
  readonly kind: ResourceKind;
  readonly name: string;
  readonly handlers: ResourceHandlers;
}

/** Calls about resources. */
export function resourceCalls(
  kinds: ReadonlyMap<string, RegisteredKind>,
  log: EngineLog,
  shutdown: GracefulShutdown,
) {
  /** Runs the work, and returns when the engine has received all its log lines. */
  const handle = async <Response>(
    urn: string,
    work: (called: ResourceCall) => Promise<Response>,
  ): Promise<Response> => {
    const { type, name } = parseUrn(urn);
    const kind = kinds.get(type);
    if (kind === undefined) throw grpcError(`unknown resource type ${type}`);
    const logged: Promise<void>[] = [];
    const handlers = resourceHandlers(kind.lifecycle, {
      connect: kind.connect,
      shutdown,
      owners: kind.owners,
      // With the object's name, because `--diff` prints the line without its resource.
      log: (line, object) => logged.push(log.write(`${nameOf(kind.lifecycle, object)}: ${line}`, urn)),
      failed: grpcFailure(kind),
    });
    try {
      return await work({ ...kind, kind: kind.lifecycle.kind, name, handlers });
    } finally {
      await Promise.all(logged);
    }
  };

  return {
    check: unaryHandler((request: proto.CheckRequest) =>
      handle(request.getUrn(), ({ kind, name, handlers, secrets }) =>
        checkResource(request, { kind, name, handlers, secrets }),
      ),
    ),
    diff: unaryHandler((request: proto.DiffRequest) =>
      handle(request.getUrn(), async ({ kind, handlers }) => {
        const [was, wanted] = [propertiesOf(request.getOlds()), propertiesOf(request.getNews())];
        const plan = await handlers.diff(request.getId(), was, wanted);
        const { DIFF_NONE, DIFF_SOME } = proto.DiffResponse.DiffChanges;
        const response = new proto.DiffResponse();
        response.setChanges(plan.changes.length > 0 ? DIFF_SOME : DIFF_NONE);
        response.setDiffsList([...plan.changes]);
        response.setReplacesList([...plan.replaces]);
        response.setDeletebeforereplace(plan.deleteBeforeReplace);
        const properties = response.getDetaileddiffMap();
        for (const [path, property] of detailedDiff(kind, plan, was, wanted)) properties.set(path, property);
        response.setHasdetaileddiff(properties.getLength() > 0);
        return response;
      }),
    ),
    create: unaryHandler((request: proto.CreateRequest) =>
      handle(request.getUrn(), async ({ kind, handlers, stored }) => {
        const inputs = propertiesOf(request.getProperties());
        const response = new proto.CreateResponse();
        if (request.getPreview()) {
          response.setProperties(stored({ ...unknownOutputs(kind), ...inputs }));
          return response;
        }
        const { id, outputs } = await withTimeout(request.getTimeout(), () => handlers.create(inputs));
        response.setId(id);
        response.setProperties(stored(outputs));
        return response;
      }),
    ),
    read: unaryHandler((request: proto.ReadRequest) =>
      handle(request.getUrn(), async ({ kind, handlers, stored, secrets }) => {
        const known = propertiesOf(request.getProperties());
        const given = request.getId();
        const id = (kind.id.pattern.test(given) && kind.id.normalize?.(given)) || given;
        const found = await withTimeout(request.getTimeout?.() ?? 0, () => handlers.read(id, known));
        const response = new proto.ReadResponse();
        // Without an id the engine treats the object as deleted.
        if (found === undefined) return response;
        response.setId(id);
        response.setProperties(stored(found.outputs));
        response.setInputs(toWire(found.inputs, secrets));
        return response;
      }),
    ),
    update: unaryHandler((request: proto.UpdateRequest) => {
      const [was, wanted] = [propertiesOf(request.getOlds()), propertiesOf(request.getNews())];
      const work = async ({ kind, handlers, stored }: ResourceCall) => {
        const response = new proto.UpdateResponse();
        const outputs = request.getPreview()
          ? { ...unknownOutputs(kind), ...wanted }
          : await withTimeout(request.getTimeout(), () => handlers.update(request.getId(), was, wanted));
        response.setProperties(stored(outputs));
        return response;
      };
      return handle(request.getUrn(), work);
    }),
    delete: unaryHandler((request: proto.DeleteRequest) =>
      handle(request.getUrn(), async ({ handlers }) => {
        const known = propertiesOf(request.getProperties());
        await withTimeout(request.getTimeout(), () => handlers.delete(request.getId(), known));
        return new Empty();
      }),
    ),
  };
}

/** Properties without the reference for dynamic resources. */
const propertiesOf = (struct: Struct | undefined): Properties => withoutReference(fromWire(struct));

/** Applies `customTimeouts`, in seconds; 0 if the program sets none. */
const withTimeout = <T>(seconds: number, work: () => Promise<T>): Promise<T> =>
  withTimeLimit(seconds > 0 ? 1000 * seconds : undefined, work);

/**
 * Outputs of the server are unknown in a preview, also for updates: the masked form of a credential may
 * change with each write.
 */
const unknownOutputs = ({ outputs }: ResourceKind): Properties =>
  Object.fromEntries(Object.keys(outputs).map((name) => [name, UNKNOWN]));

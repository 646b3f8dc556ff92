import * as proto from "@pulumi/pulumi/proto/provider_pb";
import { Empty } from "google-protobuf/google/protobuf/empty_pb";
import type { Struct } from "google-protobuf/google/protobuf/struct_pb";
import { withTimeLimit } from "../http/time-limit";
import type { GracefulShutdown } from "../resource/graceful-shutdown";
import type { ResourceKind } from "../resource/kind";
import { nameOf } from "../resource/operation";
import type { Properties } from "../resource/properties";
import { withoutReference } from "../resource/reference";
import { type Served, servedBy } from "../resource/served";
import { UNKNOWN } from "../resource/unknown";
import { answering } from "./answering";
import { checked } from "./check";
import { detailedDiff } from "./detailed-diff";
import type { EngineLog } from "./engine-log";
import { failure, toldToEngine } from "./failures";
import type { ServedKind } from "./resources";
import { resourceOf } from "./urn";
import { fromWire, toWire } from "./wire";

/** One resource, and the verbs of its lifecycle. */
interface Called extends ServedKind {
  readonly kind: ResourceKind;
  readonly name: string;
  readonly served: Served;
}

/** The calls about resources. */
export function resourceCalls(
  kinds: ReadonlyMap<string, ServedKind>,
  log: EngineLog,
  shutdown: GracefulShutdown,
) {
  /** Does the work, and answers when the engine has all lines about it. */
  const of = async <Response>(
    urn: string,
    work: (called: Called) => Promise<Response>,
  ): Promise<Response> => {
    const { type, name } = resourceOf(urn);
    const kind = kinds.get(type);
    if (kind === undefined) throw failure(`${type} is none of this provider's types`);
    const said: Promise<void>[] = [];
    const served = servedBy(kind.lifecycle, {
      connect: kind.connect,
      shutdown,
      kept: kind.kept,
      // With its name: `--diff` prints the line alone.
      log: (line, object) => said.push(log.say(`${nameOf(kind.lifecycle, object)}: ${line}`, urn)),
      failed: toldToEngine(kind),
    });
    try {
      return await work({ ...kind, kind: kind.lifecycle.kind, name, served });
    } finally {
      await Promise.all(said);
    }
  };

  return {
    check: answering((request: proto.CheckRequest) =>
      of(request.getUrn(), ({ kind, name, served, secrets }) =>
        checked(request, { kind, name, served, secrets }),
      ),
    ),
    diff: answering((request: proto.DiffRequest) =>
      of(request.getUrn(), async ({ kind, served }) => {
        const [was, wanted] = [own(request.getOlds()), own(request.getNews())];
        const plan = await served.diff(request.getId(), was, wanted);
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
    create: answering((request: proto.CreateRequest) =>
      of(request.getUrn(), async ({ kind, served, stored }) => {
        const inputs = own(request.getProperties());
        const response = new proto.CreateResponse();
        if (request.getPreview()) {
          response.setProperties(stored({ ...unknownOutputs(kind), ...inputs }));
          return response;
        }
        const { id, outputs } = await within(request.getTimeout(), () => served.create(inputs));
        response.setId(id);
        response.setProperties(stored(outputs));
        return response;
      }),
    ),
    read: answering((request: proto.ReadRequest) =>
      of(request.getUrn(), async ({ kind, served, stored, secrets }) => {
        const known = own(request.getProperties());
        const given = request.getId();
        const id = (kind.id.pattern.test(given) && kind.id.kept?.(given)) || given;
        const found = await within(request.getTimeout?.() ?? 0, () => served.read(id, known));
        const response = new proto.ReadResponse();
        // Without an id the engine takes it for gone.
        if (found === undefined) return response;
        response.setId(id);
        response.setProperties(stored(found.outputs));
        response.setInputs(toWire(found.inputs, secrets));
        return response;
      }),
    ),
    update: answering((request: proto.UpdateRequest) => {
      const [was, wanted] = [own(request.getOlds()), own(request.getNews())];
      const work = async ({ kind, served, stored }: Called) => {
        const response = new proto.UpdateResponse();
        const outputs = request.getPreview()
          ? { ...unknownOutputs(kind), ...wanted }
          : await within(request.getTimeout(), () => served.update(request.getId(), was, wanted));
        response.setProperties(stored(outputs));
        return response;
      };
      return of(request.getUrn(), work);
    }),
    delete: answering((request: proto.DeleteRequest) =>
      of(request.getUrn(), async ({ served }) => {
        const known = own(request.getProperties());
        await within(request.getTimeout(), () => served.delete(request.getId(), known));
        return new Empty();
      }),
    ),
  };
}

/** Properties without what stands in a state for the dynamic classes. */
const own = (struct: Struct | undefined): Properties => withoutReference(fromWire(struct));

/** `customTimeouts`, in seconds; 0 if the program gives none. */
const within = <T>(seconds: number, work: () => Promise<T>): Promise<T> =>
  withTimeLimit(seconds > 0 ? 1000 * seconds : undefined, work);

/** What the server adds is known when it has answered: one that masks credentials may do so otherwise after each write. */
const unknownOutputs = ({ outputs }: ResourceKind): Properties =>
  Object.fromEntries(Object.keys(outputs).map((name) => [name, UNKNOWN]));

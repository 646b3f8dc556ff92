// Classifies the findings of a check, from the events of `pulumi preview --refresh`: the engine first reads
// each resource from its server (op "refresh"), then compares it with the program (the other ops).
import { isDeepStrictEqual } from "node:util";

const isOurs = ({ type }) => type !== "pulumi:pulumi:Stack" && !type.startsWith("pulumi:providers:");
const nameOf = (urn) => urn.split("::").slice(2).join("::");
const parsed = (line) => {
  try {
    return JSON.parse(line);
  } catch {
    return {}; // an incomplete last line of a killed engine
  }
};
export const eventsOf = (text) => text.split("\n").filter(Boolean).map(parsed);

/**
 * Resources whose printed diff has a part "(refresh)": it also shows changes of secrets, which the events
 * mask.
 */
const refreshedIn = (printed) =>
  new Set(
    [...printed.matchAll(/^ *[~+-]+ ?\S+: \(refresh\)\n(?:^ +\[(?!urn=).*\n)*^ +\[urn=(.*)\]$/gm)].map(
      ([, urn]) => urn,
    ),
  );

/** Resources that differ from the program, each with the cause. */
export function differences(events, printed) {
  const atServer = new Map();
  const inState = new Set();
  const refreshed = refreshedIn(printed);
  const found = new Map();
  for (const { resourcePreEvent, resOutputsEvent } of events) {
    const { metadata } = resOutputsEvent ?? resourcePreEvent ?? {};
    if (metadata === undefined || !isOurs(metadata)) continue;
    const { op, urn, old, new: now } = metadata;
    if (op === "refresh") {
      inState.add(urn);
      if (resOutputsEvent === undefined) continue;
      if (!now) atServer.set(urn, "gone");
      else if (
        refreshed.has(urn) ||
        !isDeepStrictEqual([old?.inputs, old?.outputs], [now.inputs, now.outputs])
      )
        atServer.set(urn, "changed");
    } else if (op !== "same" && op !== "read" && !found.has(urn)) {
      const cause = atServer.get(urn) ?? (inState.has(urn) ? "unapplied" : "never created");
      found.set(urn, { resource: nameOf(urn), cause });
    }
  }
  return { resources: [...found.values()], neverCreated: inState.size === 0 && found.size > 0 };
}

/**
 * Sentences about the findings, the most serious first. `last`: the newest entry of the stack's history, if
 * any.
 */
export function explanation({ resources, neverCreated }, last) {
  const have = (...causes) => resources.filter(({ cause }) => causes.includes(cause)).length;
  const many = (count) => (count === 1 ? "1 resource" : `${count} resources`);
  const sentences = [];
  const failed = last !== undefined && last.result === "failed" && last.kind === "update";
  const open = have("unapplied", "never created");
  if (failed && open > 0)
    sentences.push({
      kind: "half-done",
      text: `The last update failed (${last.endTime ?? last.startTime}) and did not update ${many(open)}. Fix the cause, then repair.`,
    });
  else if (neverCreated)
    sentences.push({
      kind: "never created",
      text: "The site was never created: its stack has no resources. Run the deployment.",
    });
  else if (open > 0)
    sentences.push({
      kind: "unapplied",
      text: `The program differs from the last update in ${many(open)}: a merge was not deployed. Run the deployment.`,
    });
  const drifted = have("changed", "gone");
  if (drifted > 0)
    sentences.push({
      kind: "drift",
      text: `${many(drifted)} changed or deleted on the servers. To keep the changes, declare them; to undo them, repair. A ROCKIT webhook that was changed has another signing secret already: declare it together with a new rotationTrigger, or repair it, and hand the new secret over.`,
    });
  if (sentences.length === 0)
    sentences.push({
      kind: "other",
      text: "The program and the servers differ; the text below shows where.",
    });
  return sentences;
}

/** Whether an update would change anything, including a provider's settings and the stack's outputs. */
export function changes(events) {
  return events.some(({ resourcePreEvent, resOutputsEvent }) => {
    const { metadata } = resOutputsEvent ?? resourcePreEvent ?? {};
    if (metadata === undefined || metadata.op === "refresh" || metadata.op === "read") return false;
    if (metadata.op !== "same") return true;
    return (
      resOutputsEvent !== undefined &&
      metadata.type === "pulumi:pulumi:Stack" &&
      !isDeepStrictEqual(metadata.old?.outputs ?? {}, metadata.new?.outputs ?? {})
    );
  });
}

/** Whether the provider generates a random name: each run generates another, which violates a plan. */
export const makesNames = (events) =>
  events.some(
    ({ resourcePreEvent }) =>
      /create|replace/.test(resourcePreEvent?.metadata.op ?? "") &&
      resourcePreEvent.metadata.new?.inputs?.namePrefix !== undefined,
  );

import type { RockitNewSubscription } from "../../simulators/index.ts";
import type { Entry } from "./engine.ts";
import { canonicalName, isSameSecret } from "./meaning.ts";
import type { ModelRun } from "./model-run.ts";
import { type Choice, slots, subscriptionInputs } from "./program.ts";

/** Other users of the same servers. They never touch objects of unfinished creations. */
export class OtherUsers {
  /** Their ROCKIT subscriptions; an unchanged secret proves that the subscription is still theirs. */
  readonly names = new Map<string, string>();
  /** Their Durst subscriptions by id (`17/4`), as created. */
  readonly subscriptions = new Map<string, string>();
  hasTakenName = false;
  private createdCount = 0;

  constructor(private readonly run: ModelRun) {}

  edit(which: number, how: number): void {
    const entry = this.ownEntryAt(which);
    if (entry?.kind === "rockitSubscription") this.editRockit(entry, how);
    if (entry?.kind === "durstSubscriber") this.editSubscriber(entry, how);
    if (entry?.kind === "durstSubscription") {
      const change = [
        { topic: "STATUS/ARTICLE/*" as const },
        { path: "elsewhere" },
        { status: "INACTIVE" as const },
        { path: undefined },
      ];
      const [subscriberId, id] = idsOf(entry);
      this.run.durst.editSubscription(subscriberId, id, change[how % 4] ?? {});
    }
  }

  private editRockit({ id, urn }: Entry, how: number): void {
    const { rockit, rotationCheck } = this.run;
    rotationCheck.excuse(urn);
    const where =
      rockit.subscriptions.get(canonicalName(id))?.type === "slack"
        ? { channelId: "C-elsewhere" }
        : { url: "https://elsewhere.example" };
    const changes = [where, { events: ["exception" as const], sentAs: "events" as const }, where];
    rockit.edit(id, changes[how % 3] ?? {});
  }

  private editSubscriber({ id, outputs }: Entry, how: number): void {
    const { durst } = this.run;
    const known = durst.subscribers.get(Number(id));
    if (how % 2 === 0 || known === undefined) {
      durst.editSubscriber(Number(id), { hostUri: "https://elsewhere.example/" });
      return;
    }
    // Without a fingerprint a changed credential is undetectable.
    if (outputs["credentialFingerprint"] === undefined || durst.behaviour.masking === "fresh") return;
    const { xAuthInfo, jwtSigningInfo } = known;
    if (xAuthInfo !== undefined)
      durst.editSubscriber(Number(id), { xAuthInfo: { ...xAuthInfo, password: "theirs" } });
    if (jwtSigningInfo !== undefined)
      durst.editSubscriber(Number(id), { jwtSigningInfo: { ...jwtSigningInfo, key: "theirs" } });
  }

  remove(which: number): void {
    const { rockit, durst, rotationCheck } = this.run;
    const entry = this.ownEntryAt(which);
    if (entry?.kind === "rockitSubscription") {
      rotationCheck.excuse(entry.urn);
      rockit.remove(entry.id);
    }
    if (entry?.kind === "durstSubscriber") {
      durst.removeSubscriber(Number(entry.id));
      for (const id of this.subscriptions.keys())
        if (id.startsWith(`${entry.id}/`)) this.subscriptions.delete(id);
    }
    if (entry?.kind === "durstSubscription") durst.removeSubscription(...idsOf(entry));
  }

  /** Another user creates a ROCKIT subscription, under the name of a resource of the program if this name is free. */
  takeName(urn: string, twin: boolean): void {
    const { program, rockit, receiver } = this.run;
    const choice = program.choiceOf(urn);
    const isRockit = slots.some((slot) => slot.urn === urn && slot.kind === "rockit");
    const wanted = isRockit ? program.nameOf(urn) : undefined;
    const free = wanted !== undefined && !rockit.subscriptions.has(wanted) && !this.inState(wanted);
    this.createdCount += 1;
    const name = free ? wanted : `theirs-${this.createdCount}`;
    const own = { sender: "mkraw", type: "webhook", url: `${receiver}/theirs`, event: "success" } as const;
    const {
      onConflict: _,
      rotationTrigger: __,
      ...same
    } = free && choice ? program.rockitInputs(urn, choice) : {};
    rockit.add((free && twin ? { ...same, name } : { ...own, name }) as RockitNewSubscription);
    if (free) this.hasTakenName = true;
    this.names.set(name, rockit.secretOf(name));
  }

  /** Another user adds a subscription to our subscriber. */
  addSubscription(urn: string, choice: Choice): void {
    const { engine, durst } = this.run;
    const slot = slots.find((each) => each.urn === urn);
    const host = engine.state.find((entry) => entry.urn === (slot?.of ?? urn));
    const id = Number(host?.id);
    if (host?.kind !== "durstSubscriber" || !durst.subscribers.has(id)) return;
    if (engine.state.some((entry) => entry.kind === "durstSubscription" && isUnfinished(entry))) return;
    const number = durst.addSubscription(id, { status: "ACTIVE", ...subscriptionInputs(choice) } as never);
    this.subscriptions.set(`${id}/${number}`, JSON.stringify(durst.subscriptions(id).get(number)));
  }

  /** Called after every command: their objects must be unchanged, unless onConflict allows a replacement. */
  checkUnchanged(): void {
    const { engine, program, rockit, durst, violations } = this.run;
    const replaceable = slots.flatMap(({ urn }) =>
      program.choiceOf(urn)?.replaces ? (program.nameOf(urn) ?? []) : [],
    );
    for (const [name, secret] of this.names) {
      if (rockit.subscriptions.has(name) && rockit.secretOf(name) === secret) continue;
      this.names.delete(name);
      if (!replaceable.includes(name))
        violations.push({ kind: "theirs", description: `${name} belonged to another user` });
    }
    for (const [id, as] of this.subscriptions) {
      const [subscriberId = 0, number = 0] = id.split("/").map(Number);
      const now = JSON.stringify(durst.subscriptions(subscriberId).get(number));
      if (now === as) continue;
      this.subscriptions.delete(id);
      // A deleted subscriber receives no callbacks.
      const kept = engine.state.some(({ urn, id: owned }) => owned === `${subscriberId}` && program.has(urn));
      if (kept) violations.push({ kind: "theirs", description: `${id} belonged to another user` });
    }
  }

  /** An entry of our state whose object is finished and exists. */
  private ownEntryAt(which: number): Entry | undefined {
    const { engine, rockit, durst } = this.run;
    const ours = engine.state.filter((entry) => {
      if (isUnfinished(entry) || entry.pendingReplacement || entry.pendingDeletion) return false;
      const { kind, id, outputs } = entry;
      if (kind === "rockitSubscription")
        return (
          rockit.subscriptions.has(canonicalName(id)) && isSameSecret(outputs["secret"], rockit.secretOf(id))
        );
      const [subscriberId, number] = idsOf(entry);
      if (!durst.subscribers.has(subscriberId)) return false;
      return kind === "durstSubscriber" || durst.subscriptions(subscriberId).has(number);
    });
    return ours[which % Math.max(1, ours.length)];
  }

  private inState(name: string): boolean {
    return this.run.engine.state.some(({ id }) => canonicalName(id) === name);
  }
}

const isUnfinished = ({ outputs }: Entry) => outputs["unfinished"] !== undefined;

const idsOf = ({ id }: Entry): [number, number] => {
  const [subscriberId = 0, number = 0] = id.split("/").map(Number);
  return [subscriberId, number];
};

import type { DurstSimulator, RockitNewSubscription, RockitSimulator } from "../../simulators/index.ts";
import type { Engine, Entry } from "./engine.ts";
import { isSameSecret, nameIn } from "./meaning.ts";
import { type Choice, type Program, slots, subscription } from "./program.ts";
import type { Rotations } from "./rotation.ts";

interface Scene {
  readonly engine: Engine;
  readonly program: Program;
  readonly rockit: RockitSimulator;
  readonly durst: DurstSimulator;
  readonly receiver: string;
  readonly rotations: Rotations;
  readonly wrong: { readonly what: string; readonly words: string }[];
}

/** Other users of the same servers. They never touch objects of unfinished creations. */
export class Outsiders {
  /** Their ROCKIT subscriptions; an unchanged secret proves that the subscription is still theirs. */
  readonly names = new Map<string, string>();
  /** Their Durst subscriptions by id (`17/4`), as created. */
  readonly subscriptions = new Map<string, string>();
  haveTaken = false;
  private made = 0;

  constructor(private readonly scene: Scene) {}

  edit(which: number, how: number): void {
    const entry = this.oursAt(which);
    if (entry?.kind === "rockitSubscription") this.editRockit(entry, how);
    if (entry?.kind === "durstSubscriber") this.editSubscriber(entry, how);
    if (entry?.kind === "durstSubscription") {
      const change = [
        { topic: "STATUS/ARTICLE/*" as const },
        { path: "elsewhere" },
        { status: "INACTIVE" as const },
        { path: undefined },
      ];
      const [subscriberId, id] = numbersOf(entry);
      this.scene.durst.editSubscription(subscriberId, id, change[how % 4] ?? {});
    }
  }

  private editRockit({ id, urn }: Entry, how: number): void {
    const { rockit, rotations } = this.scene;
    rotations.excuse(urn);
    const where =
      rockit.subscriptions.get(nameIn(id))?.type === "slack"
        ? { channelId: "C-elsewhere" }
        : { url: "https://elsewhere.example" };
    const changes = [where, { events: ["exception" as const], sentAs: "events" as const }, where];
    rockit.edit(id, changes[how % 3] ?? {});
  }

  private editSubscriber({ id, outputs }: Entry, how: number): void {
    const { durst } = this.scene;
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
    const { rockit, durst, rotations } = this.scene;
    const entry = this.oursAt(which);
    if (entry?.kind === "rockitSubscription") {
      rotations.excuse(entry.urn);
      rockit.remove(entry.id);
    }
    if (entry?.kind === "durstSubscriber") {
      durst.removeSubscriber(Number(entry.id));
      for (const id of this.subscriptions.keys())
        if (id.startsWith(`${entry.id}/`)) this.subscriptions.delete(id);
    }
    if (entry?.kind === "durstSubscription") durst.removeSubscription(...numbersOf(entry));
  }

  /** Another user creates a ROCKIT subscription, under a name that the program wants later, if free. */
  take(urn: string, twin: boolean): void {
    const { program, rockit, receiver } = this.scene;
    const choice = program.choiceOf(urn);
    const isRockit = slots.some((slot) => slot.urn === urn && slot.kind === "rockit");
    const wanted = isRockit ? program.nameOf(urn) : undefined;
    const free = wanted !== undefined && !rockit.subscriptions.has(wanted) && !this.inState(wanted);
    this.made += 1;
    const name = free ? wanted : `theirs-${this.made}`;
    const own = { sender: "mkraw", type: "webhook", url: `${receiver}/theirs`, event: "success" } as const;
    const { onConflict: _, rotationTrigger: __, ...same } = free && choice ? program.rockit(urn, choice) : {};
    rockit.add((free && twin ? { ...same, name } : { ...own, name }) as RockitNewSubscription);
    if (free) this.haveTaken = true;
    this.names.set(name, rockit.secretOf(name));
  }

  /** Another user adds a subscription to our subscriber. */
  add(urn: string, choice: Choice): void {
    const { engine, durst } = this.scene;
    const slot = slots.find((each) => each.urn === urn);
    const host = engine.state.find((entry) => entry.urn === (slot?.of ?? urn));
    const id = Number(host?.id);
    if (host?.kind !== "durstSubscriber" || !durst.subscribers.has(id)) return;
    if (engine.state.some((entry) => entry.kind === "durstSubscription" && isUnfinished(entry))) return;
    const number = durst.addSubscription(id, { status: "ACTIVE", ...subscription(choice) } as never);
    this.subscriptions.set(`${id}/${number}`, JSON.stringify(durst.subscriptions(id).get(number)));
  }

  /** After every command: checks that their objects are unchanged unless onConflict allows a replacement. */
  look(): void {
    const { engine, program, rockit, durst, wrong } = this.scene;
    const replaceable = slots.flatMap(({ urn }) =>
      program.choiceOf(urn)?.replaces ? (program.nameOf(urn) ?? []) : [],
    );
    for (const [name, secret] of this.names) {
      if (rockit.subscriptions.has(name) && rockit.secretOf(name) === secret) continue;
      this.names.delete(name);
      if (!replaceable.includes(name)) wrong.push({ what: "theirs", words: `${name} was somebody else's` });
    }
    for (const [id, as] of this.subscriptions) {
      const [subscriberId = 0, number = 0] = id.split("/").map(Number);
      const now = JSON.stringify(durst.subscriptions(subscriberId).get(number));
      if (now === as) continue;
      this.subscriptions.delete(id);
      // A deleted subscriber receives no callbacks.
      const kept = engine.state.some(({ urn, id: owned }) => owned === `${subscriberId}` && program.has(urn));
      if (kept) wrong.push({ what: "theirs", words: `${id} was somebody else's` });
    }
  }

  /** Our finished, existing objects. */
  private oursAt(which: number): Entry | undefined {
    const { engine, rockit, durst } = this.scene;
    const ours = engine.state.filter((entry) => {
      if (isUnfinished(entry) || entry.pendingReplacement || entry.condemned) return false;
      const { kind, id, outputs } = entry;
      if (kind === "rockitSubscription")
        return rockit.subscriptions.has(nameIn(id)) && isSameSecret(outputs["secret"], rockit.secretOf(id));
      const [subscriberId, number] = numbersOf(entry);
      if (!durst.subscribers.has(subscriberId)) return false;
      return kind === "durstSubscriber" || durst.subscriptions(subscriberId).has(number);
    });
    return ours[which % Math.max(1, ours.length)];
  }

  private inState(name: string): boolean {
    return this.scene.engine.state.some(({ id }) => nameIn(id) === name);
  }
}

const isUnfinished = ({ outputs }: Entry) => outputs["unfinished"] !== undefined;

const numbersOf = ({ id }: Entry): [number, number] => {
  const [subscriberId = 0, number = 0] = id.split("/").map(Number);
  return [subscriberId, number];
};

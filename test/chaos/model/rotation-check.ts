import { rockitMeaning } from "./meaning.ts";
import type { ModelRun } from "./model-run.ts";
import { slots } from "./program.ts";

interface KnownSecret {
  readonly meaning: string;
  readonly secret: string;
}

/** Circumstances of a command that excuse a changed secret. */
interface CommandCircumstances {
  readonly failed: boolean;
  /** A list lacked an existing object. */
  readonly hadIncompleteList: boolean;
}

/** Compares the state's secrets between commands: none may change without a reason. */
export class RotationCheck {
  private readonly known = new Map<string, KnownSecret>();
  /** Resources whose secret may change: edited outside Pulumi, or replaced by a failed command. */
  private readonly excused = new Set<string>();

  /** Another user changed or removed the object. */
  excuse(urn: string): void {
    this.excused.add(urn);
  }

  /** After a command: reports changed or lost secrets of resources whose meaning is unchanged. */
  check(
    { engine, program, violations }: ModelRun,
    { failed, hadIncompleteList }: CommandCircumstances,
  ): void {
    for (const { urn, kind } of slots) {
      if (kind !== "rockit") continue;
      const choice = program.choiceOf(urn);
      const meaning = choice && JSON.stringify(rockitMeaning(program.rockitInputs(urn, choice)));
      const entry = engine.state.find(
        (each) => each.urn === urn && !each.pendingDeletion && !each.pendingReplacement,
      );
      const { secret, unfinished } = entry?.outputs ?? {};
      const currentSecret =
        unfinished === undefined && typeof secret === "string" && secret !== "" ? secret : undefined;
      const before = this.known.get(urn);
      if (before !== undefined && before.secret === currentSecret) {
        // A failed command may already have deleted a resource that the program replaces.
        if (failed && before.meaning !== meaning) this.excused.add(urn);
        continue;
      }
      if (before !== undefined && before.meaning === meaning && !hadIncompleteList && !this.excused.has(urn))
        violations.push({
          kind: "rotated",
          description: `${urn} lost its secret, and its declaration has not changed: ${meaning}`,
        });
      this.excused.delete(urn);
      this.known.delete(urn);
      if (currentSecret !== undefined && meaning !== undefined)
        this.known.set(urn, { meaning, secret: currentSecret });
    }
  }
}

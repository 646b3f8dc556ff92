import { rockitMeaning } from "./meaning.ts";
import { slots } from "./program.ts";
import type { World } from "./world.ts";

interface Known {
  readonly meaning: string;
  readonly secret: string;
}

/** Circumstances of a command that excuse a changed secret. */
interface Command {
  readonly failed: boolean;
  /** A list lacked an existing object. */
  readonly misled: boolean;
}

/** Compares the state's secrets between commands: none may change without a reason. */
export class Rotations {
  private readonly known = new Map<string, Known>();
  /** Resources whose secret may change: edited outside Pulumi, or replaced by a failed command. */
  private readonly excused = new Set<string>();

  /** Somebody changed or removed the object behind Pulumi's back. */
  excuse(urn: string): void {
    this.excused.add(urn);
  }

  /** After a command: reports changed or lost secrets of resources whose meaning is unchanged. */
  judge({ engine, program, wrong }: World, { failed, misled }: Command): void {
    for (const { urn, kind } of slots) {
      if (kind !== "rockit") continue;
      const choice = program.choiceOf(urn);
      const meaning = choice && JSON.stringify(rockitMeaning(program.rockit(urn, choice)));
      const entry = engine.state.find(
        (each) => each.urn === urn && !each.condemned && !each.pendingReplacement,
      );
      const { secret, unfinished } = entry?.outputs ?? {};
      const held =
        unfinished === undefined && typeof secret === "string" && secret !== "" ? secret : undefined;
      const before = this.known.get(urn);
      if (before !== undefined && before.secret === held) {
        // A failed command may already have deleted a resource that the program replaces.
        if (failed && before.meaning !== meaning) this.excused.add(urn);
        continue;
      }
      if (before !== undefined && before.meaning === meaning && !misled && !this.excused.has(urn))
        wrong.push({
          what: "rotated",
          words: `${urn} lost its secret, and is declared as before: ${meaning}`,
        });
      this.excused.delete(urn);
      this.known.delete(urn);
      if (held !== undefined && meaning !== undefined) this.known.set(urn, { meaning, secret: held });
    }
  }
}

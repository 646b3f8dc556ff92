import { operationError } from "../../resource/errors";
import { type DurstScope, durstFindings } from "../durst/findings";
import { showing } from "../print/progress";
import { rockitFindings } from "../rockit/findings";
import type { Finding } from "../state/ownership";
import type { Servers } from "../state/servers";
import type { KnownStack } from "../state/stacks";

/** What was looked at, and what was found. */
export interface Survey {
  readonly servers: readonly { readonly name: string; readonly objects: number }[];
  readonly findings: readonly Finding[];
  /** Why something could not be looked at, a sentence each. */
  readonly failures: readonly string[];
}

/** Looks at every server of the stacks, one after the other; one that can't be read does not hide the others. */
export async function survey(
  stacks: readonly KnownStack[],
  servers: Servers,
  scope: DurstScope,
): Promise<Survey> {
  const looked: Survey["servers"][number][] = [];
  const findings: Finding[] = [];
  const failures = [...servers.failures];
  const subscribers = new Set<number>();
  const look = async (name: string, find: () => Promise<{ objects: number; findings: Finding[] }>) => {
    try {
      const { objects, findings: found } = await showing(`asking ${name}`, find);
      looked.push({ name, objects });
      findings.push(...found);
    } catch (failure) {
      failures.push(operationError(`looking at ${name}`, failure).message);
    }
  };
  for (const server of servers.rockit) await look(server.name, () => rockitFindings(server, stacks));
  for (const server of servers.durst) {
    await look(server.name, async () => {
      const found = await durstFindings(server, scope);
      for (const number of found.subscribers) subscribers.add(number);
      return found;
    });
  }
  const nowhere = scope.subscribers.filter((number) => !subscribers.has(number));
  if (failures.length === 0) {
    failures.push(...nowhere.map((number) => `no Durst server of these stacks has a subscriber ${number}`));
  }
  return { servers: looked, findings: once(findings), failures };
}

/** Two tokens may list one organisation. */
const once = (findings: readonly Finding[]): Finding[] => [
  ...new Map(
    findings.map((finding) => [`${finding.kind} ${finding.id} ${finding.server}`, finding]),
  ).values(),
];

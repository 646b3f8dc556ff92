import { operationError } from "../../resource/errors";
import { showing } from "../print/progress";
import type { Named } from "../servers/inventory";
import type { Servers } from "../servers/servers";
import type { Finding } from "../state/ownership";
import type { KnownStack } from "../state/stacks";
import { flagOf, wordFor } from "../vendor/vendor";
import { findingsAt, type Scope } from "./findings";

/** What was looked at, and what was found. */
export interface Survey {
  readonly servers: readonly { readonly name: string; readonly objects: number }[];
  readonly findings: readonly Finding[];
  /** Why something could not be looked at, a sentence each. */
  readonly failures: readonly string[];
}

/** Looks at every server of the stacks, one after the other; one that can't be read does not hide the others. */
export async function survey(stacks: readonly KnownStack[], servers: Servers, scope: Scope): Promise<Survey> {
  const looked: Survey["servers"][number][] = [];
  const findings: Finding[] = [];
  const failures = [...servers.failures];
  const seen = new Set<string>();
  for (const server of servers.all) {
    const { name } = server;
    try {
      const found = await showing(`asking ${name}`, () => findingsAt(server, stacks, scope));
      looked.push({ name, objects: found.listed.length });
      findings.push(...found.findings);
      for (const one of found.listed) seen.add(keyOf(one));
      const { unlisted, row } = server.vendor;
      if (
        unlisted !== undefined &&
        !server.holdings.length &&
        !scope.named.some(({ vendor }) => vendor === server.vendor)
      )
        failures.push(
          `${row.settings.title} can't list its ${wordFor(unlisted.kind)}s, and these stacks know none at ${name}: name them with ${flagOf(server.vendor)}`,
        );
    } catch (failure) {
      failures.push(operationError(`looking at ${name}`, failure).message);
    }
  }
  if (failures.length === 0) {
    const nowhere = scope.named.filter((one) => !seen.has(keyOf(one)));
    failures.push(
      ...nowhere.map(
        ({ vendor, kind, id }) =>
          `no ${vendor.row.settings.title} server of these stacks has a ${wordFor(kind)} ${id}`,
      ),
    );
  }
  return { servers: looked, findings: once(findings), failures };
}

const keyOf = ({ kind, id }: Named) => `${kind.name} ${id}`;

/** Two tokens may list one organisation. */
const once = (findings: readonly Finding[]): Finding[] => [
  ...new Map(
    findings.map((finding) => [`${finding.kind} ${finding.id} ${finding.server}`, finding]),
  ).values(),
];

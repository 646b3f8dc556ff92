import { operationError } from "../../resource/errors";
import { withProgress } from "../print/with-progress";
import type { NamedObject } from "../servers/inventory";
import type { Servers } from "../servers/servers";
import type { Finding } from "../state/ownership";
import type { KnownStack } from "../state/stacks";
import { flagOf, nounFor } from "../vendor/vendor";
import { findingsAt, type Scope } from "./findings";

/** The servers that were read, and the findings there. */
export interface ScanResult {
  readonly servers: readonly { readonly name: string; readonly objects: number }[];
  readonly findings: readonly Finding[];
  /** Why a server or an object could not be checked, a sentence each. */
  readonly failures: readonly string[];
}

/** Reads every server of the stacks, one after the other; continues when one fails. */
export async function scan(
  stacks: readonly KnownStack[],
  servers: Servers,
  scope: Scope,
): Promise<ScanResult> {
  const read: ScanResult["servers"][number][] = [];
  const findings: Finding[] = [];
  const failures = [...servers.failures];
  const seen = new Set<string>();
  for (const server of servers.all) {
    const { name } = server;
    try {
      const found = await withProgress(`reading ${name}`, () => findingsAt(server, stacks, scope));
      read.push({ name, objects: found.listed.length });
      findings.push(...found.findings);
      for (const one of found.listed) seen.add(keyOf(one));
      const { unlisted, row } = server.vendor;
      if (
        unlisted !== undefined &&
        !server.stackResources.length &&
        !scope.named.some(({ vendor }) => vendor === server.vendor)
      )
        failures.push(
          `${row.settings.title} can't list its ${nounFor(unlisted.kind)}s, and these stacks have none at ${name}: name them with ${flagOf(server.vendor)}`,
        );
    } catch (failure) {
      failures.push(operationError(`reading ${name}`, failure).message);
    }
  }
  if (failures.length === 0) {
    const absent = scope.named.filter((one) => !seen.has(keyOf(one)));
    failures.push(
      ...absent.map(
        ({ vendor, kind, id }) =>
          `no ${vendor.row.settings.title} server of these stacks has a ${nounFor(kind)} ${id}`,
      ),
    );
  }
  return { servers: read, findings: withoutDuplicates(findings), failures };
}

const keyOf = ({ kind, id }: NamedObject) => `${kind.name} ${id}`;

/** Two tokens may list the same organisation. */
const withoutDuplicates = (findings: readonly Finding[]): Finding[] => [
  ...new Map(
    findings.map((finding) => [`${finding.kind} ${finding.id} ${finding.server}`, finding]),
  ).values(),
];

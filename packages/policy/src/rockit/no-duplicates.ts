import type { StackValidationPolicy } from "@pulumi/policy";
import { canonicalUrl } from "../../../../provider/kinds";
import { listed } from "../patterns";
import { cwe } from "../references";
import { Unknowns } from "../unknowns";
import { type Subscribed, subscribedIn } from "./subscribed";

/** Each event arrives once. */
export const rockitNoDuplicates: StackValidationPolicy = {
  name: "rockit-no-duplicates",
  displayName: "ROCKIT events arrive once",
  description: "No two ROCKIT subscriptions of a stack send the same event to the same target.",
  enforcementLevel: "mandatory",
  severity: "medium",
  tags: ["rockit", "completeness"],
  url: cwe(675),
  remediationSteps: "Leave each event of a sender to one of the subscriptions, or remove one of them.",
  validateStack: ({ resources }, report) => {
    const unknowns = new Unknowns();
    const servers = new Map(resources.map(({ urn, provider }) => [urn, provider?.urn]));
    const sent = subscribedIn(resources, unknowns).map((one) => ({
      ...one,
      target: targetOf(one, unknowns),
    }));
    for (const [index, later] of sent.entries())
      for (const former of sent.slice(0, index)) {
        // Another provider is another organisation, whose events are others.
        if (later.target === undefined || servers.get(later.urn) !== servers.get(former.urn)) continue;
        if (later.sender === undefined || later.sender !== former.sender) continue;
        if (later.target.address !== former.target?.address) continue;
        const shared = new Set(later.events?.filter((event) => former.events?.includes(event)));
        const [arrives, it] = shared.size > 1 ? ["arrive", "them"] : ["arrives", "it"];
        if (shared.size > 0)
          report(
            `${listed([...shared])} of ${later.sender} ${arrives} twice, for ${later.target.field} is that of ${former.resource}: leave ${it} to one of the two.`,
            later.urn,
          );
      }
    unknowns.tell();
  },
};

interface Target {
  readonly field: "url" | "channelId";
  readonly address: string;
}

function targetOf({ outputs }: Subscribed, unknowns: Unknowns): Target | undefined {
  const url = unknowns.read(() => outputs.url);
  if (url !== undefined) return { field: "url", address: canonicalUrl(url) };
  const channelId = unknowns.read(() => outputs.channelId);
  return channelId === undefined ? undefined : { field: "channelId", address: `slack ${channelId}` };
}

import type { FaultyVendor } from "../faults/vendor.ts";
import { firewallAnswer, maintenanceAnswer } from "./gateway.ts";
import type { Subscriptions } from "./subscriptions.ts";

/** The name of the subscription that `list-changes` creates and removes. It sorts before all letters and digits. */
export const somebodyElses = "!somebody-elses";

const route = "/be/v1/subscriptions";

export function faultyRockit(subscriptions: Subscriptions): FaultyVendor {
  return {
    name: "ROCKIT",
    listRoute: `GET ${route}`,
    secretRoute: `POST ${route}`,
    maintenance: maintenanceAnswer,
    firewall: firewallAnswer,
    changeList() {
      if (subscriptions.byName.has(somebodyElses)) return subscriptions.delete(somebodyElses);
      subscriptions.create({
        name: somebodyElses,
        sender: "deploy",
        type: "webhook",
        url: "https://somebody-else.example",
        event: "end",
      });
    },
  };
}

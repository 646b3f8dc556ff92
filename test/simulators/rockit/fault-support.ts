import type { FaultSupport } from "../faults/fault-support.ts";
import { firewallAnswer, maintenanceAnswer } from "./gateway.ts";
import type { Subscriptions } from "./subscriptions.ts";

/** The name of the subscription that `list-changes` creates and removes. It sorts before all letters and digits. */
export const otherClientsSubscription = "!somebody-elses";

const route = "/be/v1/subscriptions";

export function rockitFaultSupport(subscriptions: Subscriptions): FaultSupport {
  return {
    name: "ROCKIT",
    listRoute: `GET ${route}`,
    secretRoute: `POST ${route}`,
    maintenance: maintenanceAnswer,
    firewall: firewallAnswer,
    changeList() {
      if (subscriptions.byName.has(otherClientsSubscription))
        return subscriptions.delete(otherClientsSubscription);
      subscriptions.create({
        name: otherClientsSubscription,
        sender: "deploy",
        type: "webhook",
        url: "https://somebody-else.example",
        event: "end",
      });
    },
  };
}

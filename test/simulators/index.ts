export type { DurstNewSubscriber } from "./durst/requests.ts";
export { startDurst } from "./durst/start.ts";
export type * from "./durst/types.ts";
export type * from "./faults/types.ts";
export { otherClientsSubscription } from "./rockit/fault-support.ts";
export type { RockitEventName, RockitNewSubscription, RockitSender } from "./rockit/requests.ts";
export { startRockit } from "./rockit/start.ts";
export type * from "./rockit/types.ts";
export type { TokenDefect } from "./tokens.ts";

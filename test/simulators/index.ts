export type { DurstNewSubscriber } from "./durst/requests.ts";
export { startDurst } from "./durst/start.ts";
export type * from "./durst/types.ts";
export type * from "./faults/types.ts";
export { somebodyElses } from "./rockit/faulty.ts";
export type { RockitEventName, RockitNewSubscription, RockitSender } from "./rockit/requests.ts";
export { startRockit } from "./rockit/start.ts";
export type * from "./rockit/types.ts";
export type { Tampering } from "./tokens.ts";

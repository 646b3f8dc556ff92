/** Sources of events: an import request (`dltar`), an image build (`mkraw`) or a publish (`deploy`). */
export const rockitSenders = ["dltar", "mkraw", "deploy"] as const;
export type RockitSender = (typeof rockitSenders)[number];

/** All event names in the vendor's pages, which disagree on the names that each sender supports. */
export const rockitEvents = ["submit", "begin", "progress", "end", "success", "exception", "error"] as const;
export type RockitEvent = (typeof rockitEvents)[number];

/** What to do if a subscription of the name already exists: fail, or delete it and create ours. */
export const rockitConflictAnswers = ["fail", "replace"] as const;
export type RockitConflictAnswer = (typeof rockitConflictAnswers)[number];

/** Where a subscription's events are sent. */
export const rockitTargets = ["webhook", "slack"] as const;
export type RockitTarget = (typeof rockitTargets)[number];

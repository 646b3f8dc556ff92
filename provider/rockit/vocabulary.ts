/** What sends events: an import request (`dltar`), an image build (`mkraw`) or a publish (`deploy`). */
export const rockitSenders = ["dltar", "mkraw", "deploy"] as const;
export type RockitSender = (typeof rockitSenders)[number];

/** Every event name that the vendor's pages mention; they disagree on which of them a sender knows. */
export const rockitEvents = ["submit", "begin", "progress", "end", "success", "exception", "error"] as const;
export type RockitEvent = (typeof rockitEvents)[number];

/** What to do when a subscription of the wanted name exists already: fail, or delete it and create ours. */
export const rockitConflictAnswers = ["fail", "replace"] as const;
export type RockitConflictAnswer = (typeof rockitConflictAnswers)[number];

/** Where a subscription's events go. */
export const rockitTargets = ["webhook", "slack"] as const;
export type RockitTarget = (typeof rockitTargets)[number];

/** What sends events: an import request (`dltar`), an image build (`mkraw`) or a publish (`deploy`). */
export const rockitSenders = ["dltar", "mkraw", "deploy"] as const;
export type RockitSender = (typeof rockitSenders)[number];

/** Every event name that the vendor's pages mention. They disagree on which sender knows which event. */
export const rockitEvents = ["submit", "begin", "progress", "end", "success", "exception", "error"] as const;
export type RockitEvent = (typeof rockitEvents)[number];

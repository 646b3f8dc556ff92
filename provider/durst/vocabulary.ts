/** How a subscriber authenticates Durst's callbacks. */
export const durstAuthTypes = ["NONE", "XAUTH", "JWT_SIGNING"] as const;
export type DurstAuthType = (typeof durstAuthTypes)[number];

/** Signature method of `JWT_SIGNING`. */
export const durstSigningMethods = ["HS256"] as const;
export type DurstSigningMethod = (typeof durstSigningMethods)[number];

/** Whether a subscription's callbacks are sent. */
export const durstStatuses = ["ACTIVE", "INACTIVE"] as const;
export type DurstStatus = (typeof durstStatuses)[number];

/** Kinds of objects whose status can be sent. */
export const durstEntities = ["MOTIF", "ARTICLE", "PRODUCTION_JOB", "PRINT_ORDER"] as const;
export type DurstEntity = (typeof durstEntities)[number];

/** `STATUS/*`, `STATUS/<ENTITY>/*` or `STATUS/<ENTITY>/<id>`. */
export type DurstTopic = "STATUS/*" | `STATUS/${DurstEntity}/${string}`;

/** Every line that can be wrong, in the order in which they are printed; a part of a program may wait for one. */
export const lineIds = [
  "settings.read",
  "settings.vendors",
  "rockit.settings",
  "rockit.secrets",
  "rockit.reach",
  "rockit.tls",
  "rockit.clock",
  "rockit.access",
  "durst.settings",
  "durst.secrets",
  "durst.reach",
  "durst.tls",
  "durst.clock",
  "durst.login",
  "durst.access",
  "engine.pulumi",
  "engine.language",
  "engine.node",
  "project.folder",
  "project.package",
  "project.sdk",
  "state.read",
  "state.pending",
  "state.unfinished",
  "state.references",
  "state.secrets",
  "state.secretless",
  "state.outdated",
] as const;
export type LineId = (typeof lineIds)[number];

/** What was looked at, and how it is. */
export interface Line {
  readonly id: LineId;
  readonly status: "ok" | "warn" | "FAIL";
  /** What is so. */
  readonly what: string;
  /** What to do; absent where nothing is to be done. */
  readonly remedy?: string | undefined;
}

export const ok = (id: LineId, what: string): Line => ({ id, status: "ok", what });
export const warn = (id: LineId, what: string, remedy: string): Line => ({
  id,
  status: "warn",
  what,
  remedy,
});
export const fail = (id: LineId, what: string, remedy: string): Line => ({
  id,
  status: "FAIL",
  what,
  remedy,
});

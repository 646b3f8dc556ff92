/** A path in the form in which the server answers it: it appends a slash. */
export const withSlash = <T>(path: T): T | string =>
  typeof path !== "string" || path.endsWith("/") ? path : `${path}/`;

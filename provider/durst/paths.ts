/** A path in the form in which the server answers it: it appends a slash. */
export const withSlash = (path: string | undefined) =>
  path === undefined || path.endsWith("/") ? path : `${path}/`;

import { canonicalHostAndPort, canonicalPath, canonicalUrl } from "../resource/web-address";

/** One form of all paths that mean the same: the server appends a slash, and may answer none as an empty one or as a slash. */
export const canonicalCallbackPath = (path: unknown): unknown =>
  typeof path !== "string" ? path : canonicalPath(path).replaceAll(/^\/|\/$/g, "") || undefined;

/** One form of all receiving hosts that mean the same: a path is appended to it, with a slash between them. */
export const canonicalHostUri = (uri: unknown): unknown =>
  typeof uri !== "string" ? uri : (canonicalHostAndPort(uri) ?? canonicalUrl(uri)).replace(/\/$/, "");

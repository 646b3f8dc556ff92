import { canonicalHostAndPort, canonicalPath, canonicalUrl } from "../resource/web-address";

/**
 * Canonical form of a callback path. The server appends a slash, and may return a missing path as an empty
 * one or a slash.
 */
export const canonicalCallbackPath = (path: unknown): unknown =>
  typeof path !== "string" ? path : canonicalPath(path).replaceAll(/^\/|\/$/g, "") || undefined;

/** Canonical form of a receiving host. The server puts a slash between host and path. */
export const canonicalHostUri = (uri: unknown): unknown =>
  typeof uri !== "string" ? uri : (canonicalHostAndPort(uri) ?? canonicalUrl(uri)).replace(/\/$/, "");

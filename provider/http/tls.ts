import { createSecureContext, getCACertificates, type SecureContext } from "node:tls";

/** Trusts an authority beside those that Node.js trusts without it, NODE_EXTRA_CA_CERTS among them. */
export const contextTrusting = (caCertificate: string): SecureContext =>
  createSecureContext({ ca: [...getCACertificates("default"), caCertificate] });

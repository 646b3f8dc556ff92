import { createSecureContext, getCACertificates, type SecureContext } from "node:tls";

/** Trusts a private authority in addition to those of Node.js and NODE_EXTRA_CA_CERTS. */
export const secureContextTrusting = (caCertificate: string): SecureContext =>
  createSecureContext({ ca: [...getCACertificates("default"), caCertificate] });

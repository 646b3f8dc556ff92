import { isIP } from "node:net";
import { connect, type DetailedPeerCertificate } from "node:tls";
import type { EndpointSettings } from "../../http/client";
import { secureContextTrusting } from "../../http/tls";

/** A certificate that a server sent. */
interface Certificate {
  readonly subject: string;
  readonly issuer: string;
  readonly until: Date;
}

/** The certificates of a server. */
export interface CertificateChain {
  readonly certificates: readonly Certificate[];
  /** Why it is not trusted: a code of OpenSSL or Node.js. */
  readonly refused?: string | undefined;
}

/** Reads a server's certificates, trusted or not; `undefined` without TLS. Sends no request. */
export function certificateChainOf(
  { endpoint, caCertificate }: EndpointSettings,
  timeout: number,
): Promise<CertificateChain | undefined> {
  const { promise, resolve } = Promise.withResolvers<CertificateChain | undefined>();
  const host = endpoint.hostname.replace(/^\[|\]$/g, "");
  const socket = connect({
    host,
    port: Number(endpoint.port || 443),
    // Safe: the connection is closed after the handshake.
    rejectUnauthorized: false,
    ...(isIP(host) === 0 ? { servername: host } : {}),
    ...(caCertificate === undefined ? {} : { secureContext: secureContextTrusting(caCertificate) }),
  });
  socket.setTimeout(timeout, () => resolve(undefined));
  socket.once("error", () => resolve(undefined));
  socket.once("secureConnect", () => {
    const refused = socket.authorized ? undefined : String(socket.authorizationError ?? "unknown");
    resolve({ certificates: chainFrom(socket.getPeerCertificate(true)), refused });
  });
  return promise.finally(() => socket.destroy());
}

function chainFrom(first: DetailedPeerCertificate): Certificate[] {
  const chain: Certificate[] = [];
  const seen = new Set<string>();
  // A self-signed certificate is its own issuer.
  for (let at: DetailedPeerCertificate | undefined = first; at?.fingerprint256; at = at.issuerCertificate) {
    if (seen.has(at.fingerprint256)) break;
    seen.add(at.fingerprint256);
    chain.push({ subject: nameOf(at.subject), issuer: nameOf(at.issuer), until: new Date(at.valid_to) });
  }
  return chain;
}

const nameOf = (name: DetailedPeerCertificate["subject"]) =>
  String(name?.CN ?? name?.O ?? "(without a name)");

import { randomUUID } from "node:crypto";
import { generate } from "selfsigned";

/** Certificates that are also valid on a machine whose clock is years off. */
const options = {
  keyType: "ec",
  algorithm: "sha256",
  notBeforeDate: new Date("1990-01-01"),
  notAfterDate: new Date("2090-01-01"),
} as const;

/** A new certificate authority that can issue certificates of servers. */
export async function throwawayAuthority() {
  const authority = await generate([{ name: "commonName", value: `Throwaway authority ${randomUUID()}` }], {
    ...options,
    extensions: [
      { name: "basicConstraints", cA: true, critical: true },
      { name: "keyUsage", keyCertSign: true, cRLSign: true, critical: true },
    ],
  });
  const ca = { key: authority.private, cert: authority.cert };
  return {
    certificate: authority.cert,
    /** Key and certificate of a server at an address or a name. */
    async issue(to: { ip: string } | { name: string }) {
      const issued = await generate([{ name: "commonName", value: "Throwaway server" }], {
        ...options,
        ca,
        extensions: [
          { name: "basicConstraints", cA: false },
          {
            name: "subjectAltName",
            altNames: ["ip" in to ? { type: 7, ip: to.ip } : { type: 2, value: to.name }],
          },
        ],
      });
      return { key: issued.private, cert: issued.cert };
    },
  };
}

import { randomUUID } from "node:crypto";
import { generate } from "selfsigned";

/** Valid on a machine whose clock is years off, too. */
const common = {
  keyType: "ec",
  algorithm: "sha256",
  notBeforeDate: new Date("1990-01-01"),
  notAfterDate: new Date("2090-01-01"),
} as const;

/** A throwaway certificate authority, and a server's certificate that it signed for the given name. */
export async function throwawayAuthority() {
  const authority = await generate([{ name: "commonName", value: `Throwaway authority ${randomUUID()}` }], {
    ...common,
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
        ...common,
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

/** The bytes that a key is the hexadecimal or base64 form of. */
export function bytesOf(key: string): Buffer[] {
  const digits = key.replaceAll(/[\s:-]/g, "");
  return [
    ...(/^([0-9a-f]{2}){4,}$/i.test(digits) ? [Buffer.from(digits, "hex")] : []),
    ...(/^[\w+/-]{8,}={0,2}$/.test(key) ? [Buffer.from(key, "base64")] : []),
  ];
}

/** Whether bytes are a text that someone may have typed. */
export const isPrintable = (bytes: Buffer): boolean => /^[\t\n\r\x20-\x7e]+$/.test(bytes.toString());

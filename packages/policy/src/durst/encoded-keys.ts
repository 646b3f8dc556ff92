/** The bytes that a key is the hexadecimal or base64 form of. */
export function bytesOf(key: string): Buffer[] {
  const digits = key.replaceAll(/[\s:-]/g, "");
  return [
    ...(/^([0-9a-f]{2}){4,}$/i.test(digits) ? [Buffer.from(digits, "hex")] : []),
    ...(/^[\w+/-]{8,}={0,2}$/.test(key) ? [Buffer.from(key, "base64")] : []),
  ];
}

/** The texts that a key is an encoding of, also where it is encoded twice. */
export function textsOf(key: string, depth = 3): string[] {
  if (depth === 0) return [];
  const texts = bytesOf(key).map(textOf).filter(isPrintable);
  return texts.flatMap((text) => [text, ...textsOf(text, depth - 1)]);
}

/** Of UTF-8, and of UTF-16, which has a zero byte with every letter. */
const textOf = (bytes: Buffer): string => bytes.toString().replaceAll("\0", "");

/** Whether it is a text that someone may have typed. */
const isPrintable = (text: string): boolean => /^[\t\n\r\x20-\x7e]+$/.test(text);

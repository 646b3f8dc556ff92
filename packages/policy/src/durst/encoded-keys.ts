/** The bytes of a key that is hexadecimal or base64 text. */
export function bytesOf(key: string): Buffer[] {
  const digits = key.replaceAll(/[\s:-]/g, "");
  return [
    ...(/^([0-9a-f]{2}){4,}$/i.test(digits) ? [Buffer.from(digits, "hex")] : []),
    ...(/^[\w+/-]{8,}={0,2}$/.test(key) ? [Buffer.from(key, "base64")] : []),
  ];
}

/** The texts that a key encodes, also through several layers. */
export function textsOf(key: string, depth = 3): string[] {
  if (depth === 0) return [];
  const texts = bytesOf(key).map(textOf).filter(isPrintable);
  return texts.flatMap((text) => [text, ...textsOf(text, depth - 1)]);
}

/** Decodes UTF-8, and ASCII letters in UTF-16, which have a zero byte each. */
const textOf = (bytes: Buffer): string => bytes.toString().replaceAll("\0", "");

/** Whether somebody may have typed this text. */
const isPrintable = (text: string): boolean => /^[\t\n\r\x20-\x7e]+$/.test(text);

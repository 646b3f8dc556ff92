const base64 = /^(?:[A-Za-z0-9+/_-]{4})*(?:[A-Za-z0-9+/_-]{2}(?:==)?|[A-Za-z0-9+/_-]{3}=?)?$/;

/**
 * Whether a text is a signing secret as the verifier of deliveries takes it: base64 in either alphabet, padded or not, with line breaks or without. Its
 * bytes count; the text is kept as the server gave it.
 */
export const isSigningSecret = (text: string): boolean => {
  const characters = text.trim().replaceAll(/\r?\n/g, "");
  return characters !== "" && base64.test(characters);
};

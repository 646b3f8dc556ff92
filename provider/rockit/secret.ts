const base64 = /^(?:[A-Za-z0-9+/_-]{4})*(?:[A-Za-z0-9+/_-]{2}(?:==)?|[A-Za-z0-9+/_-]{3}=?)?$/;

/**
 * Whether a string is a signing secret that the webhooks package accepts: base64 in either alphabet, with or
 * without padding and line breaks. The string is stored as the server sent it.
 */
export const isSigningSecret = (text: string): boolean => {
  const characters = text.trim().replaceAll(/\r?\n/g, "");
  return characters !== "" && base64.test(characters);
};

/** The page of a weakness that a policy prevents. */
export const cwe = (number: number): string => `https://cwe.mitre.org/data/definitions/${number}.html`;

/** A section of a standard that a policy follows. */
export const rfc = (number: number, section: string): string =>
  `https://www.rfc-editor.org/rfc/rfc${number}#section-${section}`;

/** The vendor's manual about subscribers and subscriptions. */
export const durstManual =
  "https://en.help.durst-group.com/m/81642/l/1148115-subscriptions-and-status-callback-urls";

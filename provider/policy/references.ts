/** Page of the weakness that a policy prevents. */
export const cwe = (number: number): string => `https://cwe.mitre.org/data/definitions/${number}.html`;

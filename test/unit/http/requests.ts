// The requests that most tests of the client send.
export const get = { method: "GET", route: ["things"] } as const;
export const post = { method: "POST", route: ["things"], body: {} } as const;

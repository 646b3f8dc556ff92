// Servers that store any field. The simulators reject unknown fields, as real servers would.
import { respondWith, startServer } from "../../helpers/server.ts";

type StoredObject = Record<string, unknown>;

/** A ROCKIT backend; `stored` holds its objects, for edits behind the provider's back. */
export async function startPermissiveRockit() {
  const stored = new Map<string, StoredObject>();
  const { url, requests } = await startServer(({ method, path, body }, response) => {
    const answer = (value: unknown, status = 200) => respondWith(status, value)({} as never, response);
    const [, name = ""] = /subscriptions\/([^?]+)/.exec(path) ?? [];
    if (method === "POST") {
      const { pin: _, slackToken: __, ...visibleFields } = JSON.parse(body) as StoredObject;
      stored.set(String(visibleFields["name"]), visibleFields);
      return answer({ status: "ok", message: "created", secret: "c2VjcmV0" });
    }
    if (method === "DELETE") return answer({}, stored.delete(decodeURIComponent(name)) ? 200 : 404);
    const offset = Number(new URL(path, url).searchParams.get("offset"));
    return answer([...stored.values()].slice(offset));
  });
  return { endpoint: new URL(url), stored, requests };
}

/** A Durst server with subscriber 17; creations give subscriber 18 and subscription 4. */
export async function startPermissiveDurst() {
  const subscribers = new Map<number, StoredObject>([
    [17, { id: 17, hostUri: "https://press.example/", externalAuthType: "NONE" }],
  ]);
  const subscriptions = new Map<number, StoredObject>();
  const { url, requests } = await startServer(({ method, path, body }, response) => {
    const answer = (value: unknown, status = 200) => respondWith(status, value)({} as never, response);
    if (path.includes("/login")) return respondWith(200, {}, { "x-auth-token": "t" })({} as never, response);
    const [, subscriber, below, id] =
      /subscribers\/(\d+|create)(\/subscriptions)?(?:\/(\w+))?/.exec(path) ?? [];
    const { pin: _, ...visibleFields } = (body === "" ? {} : JSON.parse(body)) as StoredObject;
    const table = below === undefined ? subscribers : subscriptions;
    const number = Number(below === undefined ? subscriber : id);
    if (method === "GET" && below !== undefined && id === undefined)
      return answer([...subscriptions.values()]);
    if (method === "GET") return table.has(number) ? answer(table.get(number)) : answer("", 404);
    const createdId = method === "POST" ? (below === undefined ? 18 : 4) : number;
    table.set(createdId, { ...visibleFields, id: createdId });
    return answer(table.get(createdId), 201);
  });
  return { endpoint: new URL(url), subscribers, subscriptions, requests };
}

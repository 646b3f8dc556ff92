// Connections that fail at the worst time, answers that can't be read, and a proxy that refuses.
import { once } from "node:events";
import { type AddressInfo, createServer } from "node:net";
import { throwawayAuthority } from "../helpers/certificates.ts";
import { cut, down, fromNowOn, lostCreations, secretFields } from "./leaks/lives.ts";
import { standIn } from "./leaks/repeating.ts";
import { expectSecrecyIn } from "./leaks/scenarios.ts";

const tls = await (await throwawayAuthority()).issue({ ip: "127.0.0.1" });

expectSecrecyIn([
  lostCreations,
  {
    name: "changes whose answers are lost",
    says: [
      /updating Durst subscriber 17: .* gave no usable answer .*; it is kept in the state as unfinished/,
    ],
    kept: secretFields,
    async arrange(scene) {
      const { rockit, durst, project, stack } = scene;
      await project.write(scene.everything());
      await stack.up();
      rockit.faults.inject(cut, { route: /^POST/, ...fromNowOn });
      rockit.faults.inject(down, { route: /^DELETE/, nth: 2, ...fromNowOn });
      durst.faults.inject(cut, { route: /^PUT/, ...fromNowOn });
      return scene.everything();
    },
  },
  {
    name: "an outage",
    says: [/"builds": .*ECONNREFUSED/, /jwt.example: .*ECONNREFUSED/],
    async arrange(scene) {
      await scene.rockit.outage();
      await scene.durst.outage();
      return scene.everything();
    },
  },
  {
    name: "a certificate of an unknown authority",
    tls,
    says: [/"builds": no secure connection/, /jwt.example: no secure connection/],
    arrange: (scene) => scene.everything(),
  },
  {
    name: "a proxy that refuses, and repeats its credentials",
    tls,
    says: [/"builds": .*can't be reached \(PROXY_407\)/, /jwt.example: .*can't be reached \(PROXY_407\)/],
    async arrange(scene) {
      const password = scene.canaries.make("proxy password");
      const refusing = createServer((socket) => {
        socket.on("error", () => {});
        socket.once("data", (connect) => {
          const [, sent = ""] = /proxy-authorization: Basic (\S+)/i.exec(connect.toString()) ?? [];
          const words = `${Buffer.from(sent, "base64")} ${sent}`;
          socket.end(
            `HTTP/1.1 407 ${words}\r\ncontent-length: ${words.length}\r\nx-sent: ${sent}\r\n\r\n${words}`,
          );
        });
      }).listen(0, "127.0.0.1");
      await once(refusing, "listening");
      scene.defer(() => refusing.close());
      const { port } = refusing.address() as AddressInfo;
      // This machine is never reached through a proxy.
      Object.assign(scene.environment, {
        HTTPS_PROXY: `http://deployer:${encodeURIComponent(password)}@127.0.0.1:${port}`,
        ROCKIT_ENDPOINT: "https://rockit.example",
        DURST_ENDPOINT: "https://durst.example",
      });
      return scene.everything();
    },
  },
  {
    name: "answers that hold secrets and can't be read",
    says: [
      /"builds": .* with a body that is not JSON/,
      /"releases": .* with a body that has an unknown shape/,
      /jwt.example: .* with a body that is not JSON/,
    ],
    async arrange(scene) {
      const secret = scene.canaries.make("signing secret, unreadable");
      await standIn(scene, (_request, body, response) => {
        const told = body.includes('"releases"') ? [secret] : { ...JSON.parse(body), secret };
        const whole = JSON.stringify(told);
        response.end(body.includes('"releases"') ? whole : `${whole.slice(0, -1)},"":}`);
      });
      return scene.everything();
    },
  },
]);

// Connections that fail at the worst time, answers that can't be read, and a proxy that refuses.
import { once } from "node:events";
import { type AddressInfo, createServer } from "node:net";
import { throwawayAuthority } from "../helpers/certificates.ts";
import { fromNowOn, lostAnswer, lostCreations, secretFields, serverError } from "./leaks/common-tests.ts";
import { useFakeServer } from "./leaks/fake-server.ts";
import { testScenarios } from "./leaks/scenarios.ts";

const tls = await (await throwawayAuthority()).issue({ ip: "127.0.0.1" });

testScenarios([
  lostCreations,
  {
    name: "changes whose answers are lost",
    expectedOutput: [
      /updating Durst subscriber 17: .* gave no usable answer .*; it is kept in the state as unfinished/,
    ],
    keptResources: secretFields,
    async arrange(scene) {
      const { rockit, durst, project, stack } = scene;
      await project.write(scene.programWithSecrets());
      await stack.up();
      rockit.faults.inject(lostAnswer, { route: /^POST/, ...fromNowOn });
      rockit.faults.inject(serverError, { route: /^DELETE/, nth: 2, ...fromNowOn });
      durst.faults.inject(lostAnswer, { route: /^PUT/, ...fromNowOn });
      return scene.programWithSecrets();
    },
  },
  {
    name: "an outage",
    expectedOutput: [/"builds": .*ECONNREFUSED/, /jwt.example: .*ECONNREFUSED/],
    async arrange(scene) {
      await scene.rockit.outage();
      await scene.durst.outage();
      return scene.programWithSecrets();
    },
  },
  {
    name: "a certificate of an unknown authority",
    tls,
    expectedOutput: [/"builds": no secure connection/, /jwt.example: no secure connection/],
    arrange: (scene) => scene.programWithSecrets(),
  },
  {
    name: "a proxy that refuses, and repeats its credentials",
    tls,
    expectedOutput: [
      /"builds": .*can't be reached \(PROXY_407\)/,
      /jwt.example: .*can't be reached \(PROXY_407\)/,
    ],
    async arrange(scene) {
      const password = scene.canaries.make("proxy password");
      const refusing = createServer((socket) => {
        socket.on("error", () => {});
        socket.once("data", (connect) => {
          const [, credentials = ""] = /proxy-authorization: Basic (\S+)/i.exec(connect.toString()) ?? [];
          const words = `${Buffer.from(credentials, "base64")} ${credentials}`;
          socket.end(
            `HTTP/1.1 407 ${words}\r\ncontent-length: ${words.length}\r\nx-sent: ${credentials}\r\n\r\n${words}`,
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
      return scene.programWithSecrets();
    },
  },
  {
    name: "answers that hold secrets and can't be read",
    expectedOutput: [
      /"builds": .* with a body that is not JSON/,
      /"releases": .* with a body that has an unknown shape/,
      /jwt.example: .* with a body that is not JSON/,
    ],
    async arrange(scene) {
      const secret = scene.canaries.make("signing secret, unreadable");
      await useFakeServer(scene, (_request, body, response) => {
        const answer = body.includes('"releases"') ? [secret] : { ...JSON.parse(body), secret };
        const text = JSON.stringify(answer);
        response.end(body.includes('"releases"') ? text : `${text.slice(0, -1)},"":}`);
      });
      return scene.programWithSecrets();
    },
  },
]);

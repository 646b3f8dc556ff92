import { once } from "node:events";
import type { Server } from "node:http";
import type { AddressInfo, Socket } from "node:net";

/** The connections of one server, and its outage and recovery. */
export class Connections {
  readonly #server: Server;
  readonly #open = new Set<Socket>();
  #port = 0;
  #stopped: Promise<unknown> | undefined;

  constructor(server: Server) {
    this.#server = server;
    // This event is for the TCP connection, also with TLS, so a connection in its handshake is cut too.
    server.on("connection", (socket: Socket) => {
      this.#open.add(socket);
      socket.once("close", () => this.#open.delete(socket));
    });
  }

  /** Cuts all connections except the one from this client port, which is the same with and without TLS. */
  cutAllExcept(port: number | undefined): void {
    for (const socket of this.#open) if (socket.remotePort !== port) socket.destroy();
  }

  async stop(): Promise<void> {
    if (this.#server.listening) {
      this.#port = (this.#server.address() as AddressInfo).port;
      this.#stopped = once(this.#server, "close");
      this.#server.close();
      this.cutAllExcept(undefined);
    }
    await this.#stopped;
  }

  async listenAgain(): Promise<void> {
    await this.#stopped;
    if (this.#server.listening) return;
    const listening = once(this.#server, "listening");
    this.#server.listen({ host: "127.0.0.1", port: this.#port });
    await listening;
  }
}

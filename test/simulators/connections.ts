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
    // The TCP connection, under TLS too, from the handshake on.
    server.on("connection", (socket: Socket) => {
      this.#open.add(socket);
      socket.once("close", () => this.#open.delete(socket));
    });
  }

  /** Both sides of TLS have the same port. */
  cutBut(port: number | undefined): void {
    for (const socket of this.#open) if (socket.remotePort !== port) socket.destroy();
  }

  async stop(): Promise<void> {
    if (this.#server.listening) {
      this.#port = (this.#server.address() as AddressInfo).port;
      this.#stopped = once(this.#server, "close");
      this.#server.close();
      this.cutBut(undefined);
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

import { once } from "node:events";
import type { Server } from "node:http";
import type { AddressInfo, Socket } from "node:net";

/** The connections of one server, which can end all at once, and the server's going away and coming back. */
export class Connections {
  readonly #server: Server;
  readonly #open = new Set<Socket>();
  #port = 0;
  #stopped: Promise<unknown> | undefined;

  constructor(server: Server) {
    this.#server = server;
    // Under TLS too this is the TCP connection, already while hands are shaken.
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

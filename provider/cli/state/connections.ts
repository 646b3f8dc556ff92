import { DurstRun } from "../../durst/run";
import { durstSettings } from "../../durst/settings";
import { RockitRun } from "../../rockit/run";
import { rockitSettings } from "../../rockit/settings";
import { type StackState, type StateResource, settingsOf } from "./export";

/** The servers of a stack's resources, each connected once and with the settings of the resource's provider. */
export class Connections implements AsyncDisposable {
  private readonly apis = new Map<string, RockitRun | DurstRun>();

  constructor(private readonly state: StackState) {}

  rockit(resource: StateResource): RockitRun {
    return this.connected(
      `rockit ${resource.provider}`,
      () => new RockitRun(rockitSettings(settingsOf(resource, this.state))),
    );
  }

  durst(resource: StateResource): DurstRun {
    return this.connected(
      `durst ${resource.provider}`,
      () => new DurstRun(durstSettings(settingsOf(resource, this.state))),
    );
  }

  private connected<Api extends RockitRun | DurstRun>(key: string, connect: () => Api): Api {
    const known = this.apis.get(key) as Api | undefined;
    const api = known ?? connect();
    this.apis.set(key, api);
    return api;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await Promise.all([...this.apis.values()].map((api) => api.close()));
  }
}

import { RockitSubscription } from "pulumi-rockit-durst/native";

const builds = new RockitSubscription("builds", {
  sender: "mkraw",
  events: ["end", "error", "exception"],
  type: "webhook",
  url: "https://hooks.example.com/rockit",
});

/** Verifies every delivery. */
export const secret = builds.secret;

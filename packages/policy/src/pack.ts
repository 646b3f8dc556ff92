// The ready pack; the engine loads it by the folder policy-pack/.
import { PolicyPack } from "@pulumi/policy";
import { policies } from "./index";

new PolicyPack("pulumi-rockit-durst", {
  displayName: "Event subscriptions of ROCKIT Edge and Durst Workflow",
  description: "Webhook and event subscriptions are encrypted, authenticated, known, and complete.",
  policies: [...policies],
});

// The pack that the engine loads, with all policies.
import { PolicyPack } from "@pulumi/policy";
import { policies } from "./index";

new PolicyPack("pulumi-rockit-durst", {
  displayName: "Event subscriptions of ROCKIT Edge and Durst Workflow",
  description:
    "Checks that webhook and event subscriptions are encrypted, authenticated, complete, and sent to known hosts.",
  policies: [...policies],
});

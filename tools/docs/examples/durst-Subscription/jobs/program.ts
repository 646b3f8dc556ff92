import { DurstSubscriber, DurstSubscription } from "pulumi-rockit-durst/native";

const press = new DurstSubscriber("press", {
  hostUri: "https://hooks.example.com/durst/",
  externalAuthType: "NONE",
});
new DurstSubscription("jobs", {
  subscriberId: press.id,
  topic: "STATUS/PRODUCTION_JOB/*",
  path: "jobs",
});

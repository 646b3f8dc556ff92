import * as pulumi from "@pulumi/pulumi";
import { DurstSubscriber } from "pulumi-rockit-durst/native";

new DurstSubscriber("press", {
  hostUri: "https://hooks.example.com/durst/",
  externalAuthType: "JWT_SIGNING",
  jwtSigningInfo: {
    httpHeaderName: "x-durst-signature",
    key: new pulumi.Config().requireSecret("durstKey"),
  },
});

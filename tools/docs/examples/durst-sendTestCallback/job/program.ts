import { sendDurstTestCallback } from "pulumi-rockit-durst/native";

sendDurstTestCallback(4711);

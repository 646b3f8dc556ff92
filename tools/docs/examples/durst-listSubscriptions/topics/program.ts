import { listDurstSubscriptions } from "pulumi-rockit-durst/native";

export const topics = listDurstSubscriptions(17).apply((listed) => listed.map(({ topic }) => topic));

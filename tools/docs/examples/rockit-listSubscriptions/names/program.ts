import { listRockitSubscriptions } from "pulumi-rockit-durst/native";

export const names = listRockitSubscriptions().apply((listed) => listed.map(({ name }) => name));

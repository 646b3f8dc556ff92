import { describeLadder } from "./ladder.ts";

describeLadder("inline program");

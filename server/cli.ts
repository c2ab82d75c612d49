// Entry point of the command line `sparse-diff`. The commands live in cli/.
import { main } from "./cli/main";
import { loadNative } from "./native.node";

loadNative();

void main(process.argv.slice(2)).then((code) => {
  process.exitCode = code;
});

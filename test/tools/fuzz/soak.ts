// Long use of the real editor, with what its processes hold: test/editor/soak.page.test.ts.
import { type PageRun, runPageTests } from "./pageTests";

export async function run(asked: PageRun): Promise<void> {
  runPageTests("soak.page", asked);
}

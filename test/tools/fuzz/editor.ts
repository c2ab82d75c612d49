// Random use of the real editor, held against the window just reloaded: test/editor/random.page.test.ts.
import { type PageRun, runPageTests } from "./pageTests";

export async function run(asked: PageRun): Promise<void> {
  runPageTests("random.page", asked);
}

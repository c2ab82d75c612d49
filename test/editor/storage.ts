// What a window in the browser has stored so far, so that a test reloads it when all is there and not after some seconds: VS
// Code writes a webview's own state only when the window has been idle.
import type { OpenEditor } from "./page";
import { eventually } from "./painted";

/** Waits until one of the window's stored values matches; quotes in them are not escaped, however deep they were. */
export async function isStored(editor: OpenEditor, wanted: RegExp): Promise<void> {
  // Other windows of the tests may have been in front since, and a window stores only while it has the focus.
  await editor.page.bringToFront();
  await eventually(
    () => editor.page.evaluate(storedValues),
    (values) => values.some((value) => wanted.test(value.replaceAll("\\", ""))),
    `the window does not store ${wanted}`,
    1000, // reading all the time would keep the window from being idle
  );
}

/** Runs in the page. */
async function storedValues(): Promise<string[]> {
  const done = <T>(request: IDBRequest<T>) =>
    new Promise<T>((resolve, reject) => {
      request.onsuccess = () => resolve(request.result);
      request.onerror = () => reject(request.error);
    });
  const values: string[] = [];
  for (const { name } of await indexedDB.databases()) {
    if (!name?.startsWith("vscode-web-state-db")) continue;
    const database = await done(indexedDB.open(name));
    for (const store of database.objectStoreNames) {
      const all = await done(database.transaction(store).objectStore(store).getAll());
      values.push(...all.map(String));
    }
    database.close();
  }
  return values;
}

// What a window in the browser has stored so far, so that a test reloads it when all is there and not after some seconds.
import type { OpenEditor } from "./page";
import { eventually } from "./painted";

/**
 * Waits until one of the window's stored values matches; quotes in them are not escaped, however deep they were. VS Code
 * stores a webview's own state when the browser gives the window idle time, which may be never, or at once when the user turns to
 * another window. The second is done here, again and again, because the state comes from the webview some time after it was set.
 */
export function isStored(editor: OpenEditor, wanted: RegExp): Promise<string[]> {
  return eventually(
    async () => {
      await editor.page.evaluate(turnToAnotherWindow);
      return editor.page.evaluate(storedValues);
    },
    (values) => values.some((value) => wanted.test(value.replaceAll("\\", ""))),
    `the window does not store ${wanted}`,
    1000,
  );
}

/** Runs in the page: it loses the focus and has it again. Playwright lets every page have the focus all the time. */
async function turnToAnotherWindow(): Promise<void> {
  document.hasFocus = () => false;
  window.dispatchEvent(new Event("blur"));
  // VS Code looks a moment later whether the focus has come back.
  await new Promise((resolve) => setTimeout(resolve, 100));
  Reflect.deleteProperty(document, "hasFocus"); // the prototype's is back
  window.dispatchEvent(new Event("focus"));
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

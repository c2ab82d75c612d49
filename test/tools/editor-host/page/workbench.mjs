// What the workbench shows around the editors: status bar, notifications, side bar and webviews.

/** @typedef {ReturnType<typeof makeWorkbench>} Workbench */

/** A notification that has not come by then may have been put into the list behind the bell at once. */
const UNSEEN = 20_000;

/** @param {import("playwright-core").Page} page */
export function makeWorkbench(page) {
  const toasts = page.locator(".notifications-toasts .notification-list-item");
  const listed = page.locator(".notifications-center .notification-list-item");
  return {
    /** The visible status bar items from left to right; `id` starts with the owning extension's id. */
    async statusBar() {
      // Read in one go, because items come and go, and a second read would find another item in the same place.
      const items = await page
        .locator(".part.statusbar .statusbar-item:visible")
        .evaluateAll((elements) =>
          elements.map((element) => ({
            id: element.id,
            text: element.textContent ?? "",
            label: element.getAttribute("aria-label") ?? "",
            icons: [...element.querySelectorAll(".codicon")].flatMap((icon) =>
              [...icon.classList].filter((name) => /^codicon-/.test(name)),
            ),
            kind: /\b(error|warning)-kind\b/.exec(element.className)?.[1] ?? "",
          })),
        );
      return items.map((item) => ({
        ...item,
        text: plain(item.text),
        element: page.locator(`.part.statusbar [id="${item.id}"]`),
      }));
    },

    /** The notifications on the screen, newest first, each with the labels of its buttons. */
    async notifications() {
      // Read in one go, because a notification can disappear at any moment.
      const read = await toasts.evaluateAll((toasts) =>
        toasts.map((toast) => ({
          text: toast.querySelector(".notification-list-item-message")?.textContent ?? "",
          severity: /** @type {const} */ (["error", "warning", "info"]).find((severity) =>
            toast.querySelector(`.notification-list-item-icon.codicon-${severity}`),
          ),
          buttons: [...toast.querySelectorAll("a.monaco-text-button")].map((b) => b.textContent),
        })),
      );
      return read.map((toast) => ({ ...toast, text: plain(toast.text) }));
    },

    /**
     * Waits for a notification whose text matches and returns it as a locator. Of more than three within 800 ms VS Code shows
     * three; then it is looked for in the list behind the bell.
     * @param {string | RegExp} text
     */
    async notification(text) {
      const found = toasts.or(listed).filter({ hasText: text }).first();
      const isShown = await found.waitFor({ timeout: UNSEEN }).then(
        () => true,
        () => false,
      );
      if (!isShown) await page.locator('.statusbar-item[id="status.notifications"]').click();
      await found.waitFor();
      return found;
    },

    /** Entries of the list behind the bell, once a command has opened it; it keeps notifications that nobody saw. */
    listed,

    /**
     * Opens a container in the activity bar by name.
     * @param {string} name
     */
    async openView(name) {
      await page.locator(`.activitybar a.action-label[aria-label^="${name}"]`).first().click();
    },

    /** The document inside a webview: the first one, or the nth. */
    webview(nth = 0) {
      return page.frameLocator("iframe.webview.ready").nth(nth).frameLocator("iframe#active-frame");
    },
  };
}

/** @param {string | null} text */
function plain(text) {
  return (text ?? "").replace(/\s+/g, " ").trim();
}

// Reads what the window says of untrusted names and settings, where VS Code would turn links into live ones.
import assert from "node:assert/strict";
import type { Locator } from "playwright-core";
import type { OpenEditor } from "./page";

/** VS Code would turn this into a link that runs a command. */
export const LINK = "[click](command:workbench.action.toggleSidebarVisibility)";

/** The words of a notification; fails if it contains a link. */
export async function messageIn(toast: Locator): Promise<string> {
  const message = toast.locator(".notification-list-item-message");
  assert.equal(await message.locator("a").count(), 0, await message.innerHTML());
  return message.innerText();
}

/**
 * The message about an invalid `sparseDiff.method`. Read from the list behind the bell, because a notification at
 * startup disappears unseen.
 */
export async function toldOfTheMethod(editor: OpenEditor): Promise<string> {
  await editor.runCommand("Notifications: Show Notifications");
  const told = editor.listed.filter({ hasText: /sparseDiff\.method/ }).first();
  await told.waitFor();
  const words = await messageIn(told);
  await editor.runCommand("Notifications: Clear All Notifications");
  return words;
}

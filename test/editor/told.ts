// What the window tells of names and settings that strangers have written, read where links would be links.
import assert from "node:assert/strict";
import type { Locator } from "playwright-core";
import type { OpenEditor } from "./page";

/** VS Code would make a link of it that runs a command. */
export const LINK = "[click](command:workbench.action.toggleSidebarVisibility)";

/** The words of a notification, which has no link in them. */
export async function messageIn(toast: Locator): Promise<string> {
  const message = toast.locator(".notification-list-item-message");
  assert.equal(await message.locator("a").count(), 0, await message.innerHTML());
  return message.innerText();
}

/**
 * What is told of `sparseDiff.method` where it cannot be used: in the list behind the bell, since a notification at the
 * start goes away unseen.
 */
export async function toldOfTheMethod(editor: OpenEditor): Promise<string> {
  await editor.runCommand("Notifications: Show Notifications");
  const told = editor.listed.filter({ hasText: /sparseDiff\.method/ }).first();
  await told.waitFor();
  const words = await messageIn(told);
  await editor.runCommand("Notifications: Clear All Notifications");
  return words;
}

// What a user does to the texts of a case: edits of every shape, and saving. Each is done on the live server and noted in its texts.
import assert from "node:assert/strict";
import fs from "node:fs";
import path from "node:path";
import { pathToFileURL } from "node:url";
import { compareWithDiskRequest } from "../../../../server/protocol/wire/messages";
import type { Live } from "./live";
import type { Actions } from "./steps";
import { bytesOf, lineEndChanges } from "./texts";

export function textActions(
  live: Live,
): Actions<"edit" | "undo" | "lineEnds" | "mark" | "saveAs" | "save"> {
  return {
    async edit({ which, changes }) {
      await live.change(which, live.changesOf(which, changes));
    },

    async undo({ which, steps }) {
      for (let step = 0; step < steps; step++) {
        const { undo } = live.texts[which];
        const back = undo.at(-1);
        if (!back) return;
        await live.change(which, back);
        live.texts[which] = { ...live.texts[which], undo: undo.slice(0, -1) };
      }
    },

    async lineEnds({ which, to }) {
      const changes = lineEndChanges(live.texts[which].text, to);
      if (changes.length > 0) await live.change(which, changes);
    },

    /** Types U+FEFF at the start, or deletes it there. */
    async mark({ which }) {
      const isThere = live.texts[which].text.startsWith("\ufeff");
      const start = { line: 0, character: 0 };
      const end = { line: 0, character: isThere ? 1 : 0 };
      await live.change(which, [{ range: { start, end }, text: isThere ? "" : "\ufeff" }]);
    },

    async saveAs({ which, marks }) {
      const before = live.texts[which];
      await live.client.server.close(before.uri);
      const name = `saved${live.named++}.txt`;
      const at = path.join(live.folder, name);
      const { text } = before;
      const file = marks === null ? undefined : { path: at, marks, saved: text };
      if (file) fs.writeFileSync(at, bytesOf({ file, text }));
      const uri = file ? pathToFileURL(at).href : `untitled:${name}`;
      live.texts[which] = { ...before, uri, file, version: 1 };
      await live.open(which);
    },

    async save({ which }) {
      const { uri, file, text } = live.texts[which];
      if (!file) return;
      const saved = { ...file, saved: text };
      fs.writeFileSync(file.path, bytesOf({ file, text }));
      live.texts[which] = { ...live.texts[which], file: saved };
      const found = await live.client.once({
        method: compareWithDiskRequest.method,
        params: { uri },
      });
      assert.deepEqual(found, { answer: { diskNote: null } });
    },
  };
}

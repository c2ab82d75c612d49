// What happens to questions on their way: an edit or another model overtakes them, several come at once, the server is killed. And
// the last status of a text.
import assert from "node:assert/strict";
import fs from "node:fs";
import { asked } from "./asked";
import { isAffordable } from "./cost";
import type { Live } from "./live";
import type { Actions } from "./steps";
import { bytesOf } from "./texts";

export function questionActions(live: Live): Actions<"overtaken" | "atOnce" | "settle" | "kill"> {
  return {
    /** Questions that an edit or another model overtakes: they are stale, or answered about the text as it was. */
    async overtaken({ which, asked: all, by }) {
      const before = live.texts[which];
      const questions = all.filter((one) => isAffordable(one, before));
      const coming = questions.map((one) => live.client.once(asked(one, before), before.uri));
      if (typeof by === "number") await live.attach(which, live.modelPath(by));
      else await live.change(which, live.changesOf(which, by.changes));
      await live.expectAll(
        which,
        before,
        questions,
        await Promise.all(coming),
        typeof by !== "number",
      );
    },

    /** Questions that do not wait for each other's answer. */
    async atOnce({ which, asked: all }) {
      const open = live.texts[which];
      const questions = all.filter((one) => isAffordable(one, open));
      const coming = questions.map((one) => live.client.once(asked(one, open), open.uri));
      await live.expectAll(which, open, questions, await Promise.all(coming), true);
    },

    /** The last status of a text is that of a text given whole. */
    async settle({ which }) {
      const open = live.texts[which];
      const found = await live.client.status(open.uri, open.version);
      assert.deepEqual(found, await live.fresh.status(open));
      live.report.count("statuses compared");
    },

    async kill({ which, signal, during }) {
      const open = live.texts[which];
      const lost = live.client.once(asked(during, open), open.uri).catch(() => undefined);
      await live.client.end(signal);
      await lost;
      await live.start();
      for (const i of live.texts.keys()) {
        // Two hidden marks and one that was typed, saved and deleted look alike.
        const { file, text } = live.texts[i];
        if (file?.marks === 1 && file.saved.startsWith("\ufeff") && !text.startsWith("\ufeff")) {
          fs.writeFileSync(file.path, bytesOf({ file, text }));
          live.texts[i] = { ...live.texts[i], file: { ...file, saved: text } };
        }
        await live.open(i);
      }
    },
  };
}

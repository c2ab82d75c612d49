// Runs in the page: records what is painted in the editor at every frame in which it changes, and when keys were
// pressed. Times are wall clock times, so that they can be compared with the extension host's.

export function installWatch() {
  const SPANS = '.view-line span[class*="TextEditorDecorationType"]';
  const FEW = 60;
  const TYPE = /TextEditorDecorationType\d+/;
  const now = () => performance.timeOrigin + performance.now();
  /** @type {{ at: number, tints: number, hatched: number, note: string, signature: string }[]} */
  let changes = [];
  /** @type {number[]} */
  let keys = [];
  let frames = [];
  let running = 0;

  function look() {
    const editor = document.querySelector(".editor-instance .monaco-editor");
    if (!editor) return { tints: 0, hatched: 0, note: "", signature: "" };
    const parts = [];
    let tints = 0;
    for (const row of editor.querySelectorAll(".lines-content > .view-overlays > div")) {
      for (const box of row.querySelectorAll('.cdr[class*="TextEditorDecorationType"]')) {
        const { left, width } = box.style;
        parts.push(`${row.style.top} ${left} ${width} ${TYPE.exec(box.className)?.[0]}`);
        tints++;
      }
    }
    let note = "";
    let hatched = 0;
    const spans = editor.querySelectorAll(SPANS);
    // Computing the styles of a full screen of spans would dominate the measurement.
    for (const span of spans.length > FEW ? [] : spans) {
      const after = getComputedStyle(span, "::after").content;
      if (/\u27f6/.test(after)) note = after;
      if (getComputedStyle(span).backgroundImage.includes("repeating")) hatched++;
    }
    return { tints, hatched, note, signature: parts.join("|") + note };
  }

  window.addEventListener("keydown", () => keys.push(now()), true);
  Object.assign(window, {
    benchWatch: {
      look,
      start() {
        changes = [];
        keys = [];
        frames = [];
        const run = ++running;
        let before = look();
        let last = now();
        // Looking at a full screen of boxes costs as much as drawing some, so look only after a change.
        let isTouched = true;
        const touched = new MutationObserver(() => {
          isTouched = true;
        });
        const editor = document.querySelector(".editor-instance .monaco-editor");
        if (editor)
          touched.observe(editor, {
            subtree: true,
            childList: true,
            attributes: true,
            characterData: true,
          });
        const frame = () => {
          if (run !== running) {
            touched.disconnect();
            return;
          }
          const at = now();
          if (at - last > 50) frames.push({ at: last, ms: at - last });
          last = at;
          if (editor?.isConnected && !isTouched) {
            next();
            return;
          }
          isTouched = false;
          const seen = look();
          if (seen.signature !== before.signature || seen.hatched !== before.hatched)
            changes.push({ at, ...seen });
          before = seen;
          next();
        };
        // Runs after the editor's own work in the frame.
        const next = () => requestAnimationFrame(() => setTimeout(frame));
        next();
      },
      read: () => ({ now: now(), changes, keys, frames, current: look() }),
      stop: () => {
        running++;
      },
    },
  });
}

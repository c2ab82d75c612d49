// Adaptive counts and the earlier match, one thread: bytes a second of counting and of taking back, at several orders and
// lengths, and the time of a match over a whole text. Text with repeated words of random lengths. Times are the processor's,
// so that other work on the machine does not count. Run by `npm run bench`; nothing is asserted.
import { finished } from "../../server/attribution/backward";
import { CountedText } from "../../server/counting/countedText";
import { earlierMatch } from "../../server/counting/earlierMatch";

function wordsOf(bytes: number): Uint8Array {
  let s = 1;
  const random = (n: number) => {
    s = (Math.imul(s, 1664525) + 1013904223) >>> 0;
    return Math.floor((s / 2 ** 32) * n);
  };
  const words = Array.from({ length: 20000 }, () =>
    Uint8Array.from({ length: 1 + random(10) }, () => 97 + random(26)),
  );
  const text = new Uint8Array(bytes).fill(32);
  for (let at = 0; at < bytes; ) {
    // Small numbers are frequent, as words are.
    const word = words[Math.floor(words.length * (random(1e6) / 1e6) ** 3)];
    text.set(word.subarray(0, bytes - at), at);
    at += word.length + 1;
  }
  return text;
}

const now = () => process.cpuUsage().user / 1000;
const megabytes = (bytes: number, ms: number) => `${(bytes / ms / 1000).toFixed(2)} MB/s`;

for (const [order, bytes] of [
  [1, 1e6],
  [5, 65536],
  [5, 1e6],
  [5, 1e7],
  [8, 1e6],
]) {
  const text = wordsOf(bytes);
  const counted = new CountedText(order);
  const count = () => {
    const begin = now();
    let longest = 0;
    let last = begin;
    const work = counted.countTo(bytes, (from, to, target, at) =>
      target.set(text.subarray(from, to), at),
    );
    while (!work.next().done) {
      const pause = now();
      longest = Math.max(longest, pause - last);
      last = pause;
    }
    return { ms: now() - begin, longest };
  };
  const first = count();
  const back = Math.floor(bytes / 10);
  counted.invalidateFrom(bytes - back);
  const again = count();
  console.log(
    `order ${order}, ${bytes} bytes${counted.dropped ? ", contexts dropped" : ""}: ${megabytes(bytes, first.ms)}, longest step ${first.longest.toFixed(1)} ms; after an edit of the last tenth ${again.ms.toFixed(0)} ms`,
  );
}

const text = wordsOf(1e6);
const begin = now();
const match = finished(earlierMatch((from, to) => text.slice(from, to), text.length));
console.log(`earlier match of ${match?.length} bytes in 1e6: ${(now() - begin).toFixed(1)} ms`);

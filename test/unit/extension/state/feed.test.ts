// An answer that a page waits for: asked once for each key, again while nothing has come, and never after it was stopped.
import assert from "node:assert/strict";
import { mock, test } from "node:test";
import type * as vscode from "vscode";
import { Feed } from "../../../../extension/state/feed";

/** Rejections as the protocol library makes them. */
const QUIET = { code: -32800, message: "Cancelled." };
const GONE = { code: -32097, message: "Pending response rejected since connection got disposed" };

interface Asked {
  readonly key: string;
  readonly answer: (value: string | undefined) => void;
  readonly fail: (error: unknown) => void;
  readonly token: vscode.CancellationToken;
}

function started() {
  const asked: Asked[] = [];
  let told = 0;
  const newSource = () => {
    const token = { isCancellationRequested: false } as { isCancellationRequested: boolean };
    return {
      token: token as vscode.CancellationToken,
      cancel: () => {
        token.isCancellationRequested = true;
      },
      dispose: () => undefined,
    };
  };
  const feed = new Feed<string, "client">({ client: () => "client", newSource }, () => told++);
  const want = (key: string) =>
    feed.want(
      key,
      (_, token) =>
        new Promise((answer, fail) => {
          asked.push({ key, answer, fail, token });
        }),
    );
  return { feed, want, asked, told: () => told };
}

/** Lets promises settle, which the mocked timers do not wait for. */
const settled = async () => {
  for (let i = 0; i < 5; i++) await Promise.resolve();
};

function timed(name: string, body: (later: () => Promise<void>) => Promise<void>) {
  test(name, async () => {
    mock.timers.enable({ apis: ["setTimeout"] });
    try {
      await body(async () => {
        mock.timers.tick(2000);
        await settled();
      });
    } finally {
      mock.timers.reset();
    }
  });
}

timed("a key is asked for once, and its answer is told and kept", async (later) => {
  const { feed, want, asked, told } = started();
  want("a");
  await later();
  want("a");
  asked[0]?.answer("found");
  await settled();
  await later();
  assert.deepEqual([asked.length, told()], [1, 1]);
  assert.deepEqual(feed.of("a"), { kind: "ready", value: "found" });
  assert.deepEqual(feed.of("b"), { kind: "waiting" });
});

timed(
  "without an answer, or without a server, it is asked again; a failure is told",
  async (later) => {
    const { feed, want, asked, told } = started();
    want("a");
    await later();
    asked[0]?.answer(undefined);
    for (const error of [QUIET, GONE]) {
      await settled();
      await later();
      assert.deepEqual([feed.of("a"), told()], [{ kind: "waiting" }, 0]);
      asked.at(-1)?.fail(error);
    }
    await settled();
    await later();
    assert.equal(asked.length, 4);
    asked[3]?.fail({ code: 1234, message: "It failed." });
    await settled();
    assert.deepEqual([feed.of("a"), told()], [{ kind: "none", sentence: "It failed." }, 1]);
  },
);

timed(
  "once stopped nothing is known, under no key, and what is running is cancelled",
  async (later) => {
    const { feed, want, asked, told } = started();
    want("a");
    await later();
    asked[0]?.answer("found");
    await settled();
    feed.stop();
    assert.deepEqual([feed.of("a"), feed.of("")], [{ kind: "waiting" }, { kind: "waiting" }]);
    want("b");
    await later();
    feed.stop();
    assert.equal(asked[1]?.token.isCancellationRequested, true);
    asked[1]?.answer("late");
    await settled();
    assert.equal(told(), 1);
  },
);

timed("what was stopped does not answer for the same key asked again", async (later) => {
  const { feed, want, asked } = started();
  want("a");
  await later();
  feed.stop();
  want("a");
  asked[0]?.fail(QUIET);
  await settled();
  await later();
  await later();
  assert.equal(asked.length, 2);
  asked[0]?.answer("old");
  asked[1]?.answer("new");
  await settled();
  assert.deepEqual(feed.of("a"), { kind: "ready", value: "new" });
});

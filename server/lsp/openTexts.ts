// The texts that a client has open, each attached to the model of the settings and read in the background, as the extension's
// are. A request waits here until its place has been read. Not here: what is answered.
import { ResponseError } from "vscode-languageserver-protocol";
import type { Binding } from "../documents/binding";
import { type Cancellation, NEVER } from "../jobs/slices";
import type { Model } from "../nets/formats";
import type { DocumentStatus, FailureData, Pending } from "../protocol/wire/messages";
import { shortPath } from "../protocol/words/shortened";
import { attach } from "../requests/attach";
import { failure } from "../requests/guard";
import type { Session } from "../requests/session";

/** How long a request waits for the reading, and how often it looks. */
const PATIENCE_MS = 5000;
const LOOK_MS = 20;

const sleep = (ms: number) => new Promise((resume) => setTimeout(resume, ms));

interface OpenText {
  /** Done when the text is attached, or cannot be. */
  attached: Promise<unknown>;
  status: DocumentStatus | null;
}

export class OpenTexts {
  private readonly texts = new Map<string, OpenText>();

  constructor(
    readonly session: Session,
    private readonly model: () => Promise<Model>,
    /** A text has been read to its end, or is no longer open. */
    private readonly changed: (uri: string) => void,
    private readonly failed: (sentence: string) => void,
  ) {}

  get uris(): readonly string[] {
    return [...this.texts.keys()];
  }

  open(uri: string, version: number, text: string): void {
    this.session.open(uri, version, text);
    this.attach(uri);
  }

  close(uri: string): void {
    this.session.close(uri);
    this.texts.delete(uri);
    this.changed(uri);
  }

  /** With another model. */
  attachAll(): void {
    for (const uri of this.uris) this.attach(uri);
  }

  /** Of the reading so far. */
  status(uri: string): DocumentStatus | null {
    return this.texts.get(uri)?.status ?? null;
  }

  /** The text with its model, if all of it has been read. */
  wholly(uri: string): Binding | undefined {
    const binding = this.session.binding(uri);
    return binding?.reading.finished ? binding : undefined;
  }

  /** What is asked of a text, as soon as it is no longer pending; the pending answer after a while. */
  async answered<R extends object>(
    uri: string,
    token: Cancellation,
    ask: (binding: Binding) => Promise<R | ResponseError<FailureData>>,
  ): Promise<R | ResponseError<FailureData>> {
    await this.texts.get(uri)?.attached;
    for (const end = performance.now() + PATIENCE_MS; ; await sleep(LOOK_MS)) {
      const binding = this.session.binding(uri);
      if (!binding) return failure("document", `${shortPath(uri)}: not an open text with a model`);
      const { document } = binding;
      const { version } = document;
      const answer = await ask(binding);
      // With another model meanwhile, the same is asked of that one.
      const isSame = this.session.document(uri) === document && document.version === version;
      const isRebound = answer instanceof ResponseError && binding.disposed && isSame;
      const waits = (isPending(answer) || isRebound) && !token.isCancellationRequested;
      if (!waits || performance.now() > end) return answer;
    }
  }

  private attach(uri: string): void {
    const tell = (status: DocumentStatus) => {
      const text = this.texts.get(uri);
      if (!text) return;
      text.status = status;
      if (this.wholly(uri)) this.changed(uri);
    };
    const load = () => this.model();
    const attached = attach(this.session, { uri, modelPath: "" }, tell, NEVER, load).then(
      (answer) => {
        // One that was overtaken by a newer attachment, or whose text is closed, is no failure.
        const isOver = !(answer instanceof ResponseError) || !this.session.document(uri);
        if (!isOver && answer.data?.reason !== "stale") this.failed(answer.message);
      },
    );
    this.texts.set(uri, { attached, status: null });
  }
}

function isPending(answer: object): answer is Pending {
  return "kind" in answer && answer.kind === "pending";
}

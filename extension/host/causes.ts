// The causes of predictions in open files (docs/causes.md): requested, remembered for each version of a text, and told when
// they have come. Places that are asked for twice share one search. Who asks, and when, is up to the features.
import { LRUCache } from "lru-cache";
import * as vscode from "vscode";
import {
  type CausesParams,
  type CausesResult,
  causesProgressNotification,
  causesRequest,
  type EditorCauses,
} from "../../server/protocol/wire/causes";
import { documentNumber } from "../state/documentNumbers";
import { isQuiet, sentenceOf } from "../state/failures";
import { type Focus, placeOf } from "../state/focus";
import { Lanes } from "../state/lanes";
import { Disposables } from "../state/lifetime";
import type { Config } from "./config";
import type { OpenFiles } from "./openFiles";
import type { ServerProcess } from "./serverProcess";

export type CausesAnswer =
  | CausesResult
  /** One sentence for the user. */
  | { readonly kind: "failed"; readonly sentence: string };

/** How it stands with the causes of one place. */
export type CausesState =
  | EditorCauses
  /** Against another byte, or of what is wider than a byte, there are none; above MOST_HIDDEN they are looked for on demand. */
  | { readonly kind: "off" | "against" | "wider" | "onDemand" | "searching" }
  | Unanswered;

type Unanswered = Extract<CausesAnswer, { readonly kind: "pending" | "failed" }>;

/** A newer search of a lane takes the place of the older one. */
export type CauseLane = "hover" | "screen" | "reading" | "command";

/** Larger models take seconds, so their causes are looked for on demand only. */
const MOST_HIDDEN = 256;
const REMEMBERED = 100;

interface Question {
  readonly document: vscode.TextDocument;
  readonly params: CausesParams;
  readonly key: string;
}

interface Search {
  readonly answer: Promise<CausesAnswer | undefined>;
  readonly source: vscode.CancellationTokenSource;
  /** Who is told the fraction done. */
  readonly told: Set<(fraction: number) => void>;
}

export class Causes implements vscode.Disposable {
  private readonly disposables = new Disposables();
  private readonly came = this.disposables.add(new vscode.EventEmitter<void>());
  private readonly found = new LRUCache<string, EditorCauses>({ max: REMEMBERED });
  /** Asked for by a command: shown even where nothing is looked for unasked. */
  private readonly wanted = new LRUCache<string, true>({ max: REMEMBERED });
  /** Of searches that ended without causes. */
  private readonly unanswered = new LRUCache<string, Unanswered>({ max: REMEMBERED });
  private readonly lanes = new Lanes<CauseLane, Search>(({ source }) => source.cancel());
  /** By the number under which their progress is told. */
  private readonly underWay = new Map<number, Search>();
  private begun = 0;
  private readonly changed = this.disposables.add(new vscode.EventEmitter<void>());
  /** Fires when causes have been found. */
  readonly onDidFind = this.came.event;
  /** Fires when a search has begun or ended. */
  readonly onDidChange = this.changed.event;

  constructor(
    private readonly server: ServerProcess,
    private readonly files: OpenFiles,
    private readonly config: Config,
  ) {
    this.disposables.add(
      server.onDidConnect((client) =>
        client.onTold(causesProgressNotification, ({ search, fraction }) => {
          for (const tell of this.underWay.get(search)?.told ?? []) tell(fraction);
        }),
      ),
    );
  }

  /** What has been found for a place of the text as it is now, and is to be shown. */
  of(document: vscode.TextDocument, focus: Focus): EditorCauses | undefined {
    const question = this.question(document, focus);
    if (!question || !(this.config.settings.causes || this.wanted.has(question.key)))
      return undefined;
    return this.found.get(question.key);
  }

  /** Why there is nothing to show for a place, if of() has nothing. */
  stateOf(document: vscode.TextDocument, focus: Focus): CausesState {
    const found = this.of(document, focus);
    if (found) return found;
    if (focus.wider) return { kind: "wider" };
    if (this.config.settings.against !== null) return { kind: "against" };
    const key = this.keyOf(document, focus);
    const unanswered = this.unanswered.get(key);
    if (unanswered?.kind === "pending") return unanswered;
    if (this.lanes.has(key)) return { kind: "searching" };
    if (unanswered) return unanswered;
    if (!this.config.settings.causes) return { kind: "off" };
    return { kind: this.offer(document) === "onDemand" ? "onDemand" : "searching" };
  }

  /** The same for places and settings with the same causes; empty if none can be looked for. */
  keyOf(document: vscode.TextDocument, focus: Focus): string {
    return this.question(document, focus)?.key ?? "";
  }

  /** Whether there are causes of what is explained, and how they come about. */
  offer(document: vscode.TextDocument): "unasked" | "onDemand" | "none" {
    const phase = this.files.get(document)?.phase;
    const { causes, against } = this.config.settings;
    // Causes are those of one byte's probability; against another byte there is none.
    if (phase?.kind !== "ready" || against !== null || !causes) return "none";
    return phase.model.hiddenSize > MOST_HIDDEN ? "onDemand" : "unasked";
  }

  /**
   * Undefined if the answer is no longer wanted, or if none can come yet.
   * @param tell is told the fraction done of a search that takes long
   */
  async find(
    lane: CauseLane,
    document: vscode.TextDocument,
    focus: Focus,
    token?: vscode.CancellationToken,
    tell?: (fraction: number) => void,
  ): Promise<CausesAnswer | undefined> {
    const question = this.question(document, focus);
    if (!question) {
      this.lanes.leave(lane);
      return undefined;
    }
    const { key } = question;
    if (lane === "command") this.wanted.set(key, true);
    const known = this.found.get(key);
    if (known) {
      this.lanes.leave(lane);
      if (lane === "command") this.tellFound();
      return known;
    }
    const isNew = !this.lanes.has(key);
    const { search, release } = this.lanes.want(lane, key, () => this.begin(question));
    if (tell) search.told.add(tell);
    if (isNew) this.changed.fire();
    const link = token?.onCancellationRequested(release);
    try {
      const answer = await search.answer;
      return token?.isCancellationRequested ? undefined : answer;
    } finally {
      link?.dispose();
      if (tell) search.told.delete(tell);
    }
  }

  dispose(): void {
    this.lanes.clear();
    this.disposables.dispose();
  }

  private question(document: vscode.TextDocument, focus: Focus): Question | undefined {
    const phase = this.files.get(document)?.phase;
    const { depth, target, against } = this.config.settings;
    if (phase?.kind !== "ready" || against !== null || focus.wider) return undefined;
    const uri = document.uri.toString();
    const { version } = document;
    const settings = { ...this.config.traceSettings(), threshold: null };
    const params = { uri, version, place: placeOf(document, focus), settings };
    const { utf16, byteOfCharacter } = focus;
    const place = [documentNumber(document), version, utf16, byteOfCharacter];
    return { document, params, key: [...place, depth, target, phase.model.sha256].join(" ") };
  }

  private begin({ document, params, key }: Question): Search {
    const source = new vscode.CancellationTokenSource();
    const number = this.begun++;
    const search: Search = {
      source,
      told: new Set(),
      answer: this.ask({ ...params, search: number }, source.token).then((answer) => {
        source.dispose();
        this.underWay.delete(number);
        this.lanes.ended(key, search);
        this.unanswered.delete(key);
        if (answer?.kind === "pending" || answer?.kind === "failed")
          this.unanswered.set(key, answer);
        if (answer?.kind === "causes" && answer.version === document.version) {
          this.found.set(key, answer);
          this.tellFound();
        } else this.changed.fire();
        return answer;
      }),
    };
    this.underWay.set(number, search);
    return search;
  }

  private tellFound(): void {
    this.came.fire();
    this.changed.fire();
  }

  private async ask(
    params: CausesParams,
    token: vscode.CancellationToken,
  ): Promise<CausesAnswer | undefined> {
    const { client } = this.server;
    if (!client) return undefined;
    try {
      return await client.ask(causesRequest, params, token);
    } catch (error) {
      if (token.isCancellationRequested || isQuiet(error)) return undefined;
      if (client !== this.server.client) return undefined; // it stopped, and the status bar says so
      return { kind: "failed", sentence: sentenceOf(error) };
    }
  }
}

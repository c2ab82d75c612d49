// The composition root of `sparse-diff lsp`: standard requests of the Language Server Protocol on the session that the
// extension's server has. Only which method leads where is here; what is answered is beside it.
import {
  type Connection,
  type InitializeParams,
  type InlayHint,
  type InlayHintParams,
  MessageType,
  ResponseError,
  ShowMessageNotification,
  TextDocumentSyncKind,
} from "vscode-languageserver";
import type { Binding } from "../documents/binding";
import type { Files } from "../files";
import type { Pool } from "../jobs/pool";
import { type Cancellation, inSlices, NEVER } from "../jobs/slices";
import type { Kernels } from "../kernels/interface";
import { backendWords } from "../kernels/select";
import type { Model } from "../nets/formats";
import type { FailureData, Pending } from "../protocol/wire/messages";
import { stale } from "../requests/guard";
import { loadModel } from "../requests/modelFile";
import { Session } from "../requests/session";
import { answer, heard, schemas } from "../requests/validated";
import { hover, markupOf } from "./hover";
import { OpenTexts } from "./openTexts";
import { hoverParams, hoverRequest, inlayHintParams, inlayHintRequest } from "./params";
import { changeIn, type Encoding, encodingOf, placeIn } from "./places";
import {
  joined,
  type LspSettings,
  SECTION,
  sectionOf,
  settingsAtStart,
  wantedModel,
} from "./settings";
import { diagnostics, inlayHints } from "./surprises";

export interface EditorServer {
  readonly connection: Connection;
  readonly files: Files;
  readonly backend: Kernels;
  readonly pool: Pool;
  /** Of the command line. */
  readonly settings: LspSettings;
  /** The model of these settings, which has been read already. */
  readonly model: Model;
  readonly version: string;
}

export function serveEditor(server: EditorServer): void {
  new EditorConnection(server).listen();
}

class EditorConnection {
  private readonly session: Session;
  private readonly texts: OpenTexts;
  /** Those of the command line and of the client's start, to which a configuration is added. */
  private atStart: LspSettings;
  private settings: LspSettings;
  private model: Promise<Model>;
  private encoding: Encoding = encodingOf(undefined);
  private client: InitializeParams["capabilities"] = {};
  /** What the last diagnostics of a text were made of. */
  private readonly published = new Map<string, string>();
  /** Texts whose hints were asked for before they had been read. */
  private readonly missed = new Set<string>();

  constructor(private readonly server: EditorServer) {
    const { files, backend, pool, settings, model } = server;
    this.session = new Session(files, backend, pool);
    this.atStart = settings;
    this.settings = settings;
    this.model = Promise.resolve(model);
    this.texts = new OpenTexts(
      this.session,
      () => this.model,
      (uri) => void this.textChanged(uri),
      (sentence) => this.tell(sentence),
    );
  }

  listen(): void {
    const { connection, backend, version } = this.server;
    connection.onInitialize((params) => {
      this.client = params.capabilities ?? {};
      this.encoding = encodingOf(this.client.general?.positionEncodings);
      try {
        this.atStart = joined(this.atStart, settingsAtStart(params.initializationOptions));
      } catch (error) {
        this.refuse(error);
      }
      this.use(this.atStart);
      return {
        capabilities: {
          positionEncoding: this.encoding,
          textDocumentSync: { openClose: true, change: TextDocumentSyncKind.Incremental },
          hoverProvider: true,
          inlayHintProvider: true,
        },
        serverInfo: { name: "sparse-diff", version },
      };
    });
    connection.onInitialized(() => {
      connection.console.info(`sparse-diff ${version}, kernels: ${backendWords(backend.backend)}`);
    });
    connection.onDidChangeConfiguration(({ settings }) => void this.configure(settings));
    this.listenToTexts(connection);
    answer(connection, hoverRequest, hoverParams, ({ textDocument, position }, token) => {
      const markup = markupOf(this.client.textDocument?.hover?.contentFormat);
      const form = { encoding: this.encoding, markup };
      return hover(this.texts, this.settings, form, textDocument.uri, position, token);
    });
    answer(connection, inlayHintRequest, inlayHintParams, (params, token) =>
      this.inlayHints(params, token),
    );
    connection.listen();
  }

  private async inlayHints(
    { textDocument: { uri }, range }: InlayHintParams,
    token: Cancellation,
  ): Promise<InlayHint[] | ResponseError<FailureData>> {
    const { encoding } = this;
    const above = this.settings.inlayHints;
    if (above === null) return [];
    const answer = await this.texts.answered<InlayHint[] | Pending>(uri, token, async (binding) => {
      const { document, reading } = binding;
      const [from = 0, to = 0] = [range.start, range.end].map((place) =>
        document.bytes.byteOfPosition(placeIn(document.bytes, place, encoding)),
      );
      if (!reading.bits(from, Math.max(from, to)))
        return { kind: "pending", version: document.version, percent: 0 };
      const hints = inlayHints(binding, from, to, above, encoding);
      return (await inSlices(hints, untilAnEdit(binding, token))) ?? stale();
    });
    if (answer instanceof ResponseError || Array.isArray(answer)) return answer;
    this.missed.add(uri);
    return [];
  }

  private listenToTexts(connection: Connection): void {
    connection.onDidOpenTextDocument((told) =>
      heard(schemas.didOpen, told, ({ textDocument: { uri, version, text } }) =>
        this.texts.open(uri, version, text),
      ),
    );
    connection.onDidChangeTextDocument((told) =>
      heard(schemas.didChange, told, ({ textDocument: { uri, version }, contentChanges }) => {
        // One by one: each is about the text that the one before it left.
        for (const change of contentChanges) {
          const bytes = this.session.document(uri)?.bytes;
          if (bytes) this.session.change(uri, version, [changeIn(bytes, change, this.encoding)]);
        }
      }),
    );
    connection.onDidCloseTextDocument((told) =>
      heard(schemas.didClose, told, ({ textDocument: { uri } }) => {
        this.missed.delete(uri);
        this.texts.close(uri);
      }),
    );
  }

  /** A configuration without our key says nothing; a client that can be asked is asked for it. */
  private async configure(told: unknown): Promise<void> {
    const { connection } = this.server;
    try {
      const given = sectionOf(told) ?? (await this.asked(connection));
      if (given) this.use(joined(this.atStart, given));
    } catch (error) {
      this.refuse(error);
    }
  }

  private async asked(connection: Connection) {
    if (!this.client.workspace?.configuration) return undefined;
    const section: unknown = await connection.workspace.getConfiguration(SECTION);
    return sectionOf({ [SECTION]: section });
  }

  private use(settings: LspSettings): void {
    const former = this.settings;
    this.settings = settings;
    const { files, pool } = this.server;
    const wanted = wantedModel(settings);
    if (JSON.stringify(wanted) !== JSON.stringify(wantedModel(former))) {
      const model = loadModel(files, wanted, pool);
      model.then(
        () => {
          // A later choice may have overtaken this one.
          if (this.settings !== settings) return;
          this.model = model;
          this.texts.attachAll();
        },
        (error) => {
          if (this.settings === settings) this.settings = former;
          this.refuse(error);
        },
      );
    }
    if (settings.inlayHints !== former.inlayHints) this.refreshHints();
    for (const uri of this.texts.uris) void this.publish(uri);
  }

  private async textChanged(uri: string): Promise<void> {
    if (this.missed.delete(uri)) this.refreshHints();
    await this.publish(uri);
  }

  private refreshHints(): void {
    const { connection } = this.server;
    if (this.client.workspace?.inlayHint?.refreshSupport)
      void connection.languages.inlayHint.refresh().catch(() => {});
  }

  /** Tells the diagnostics of a text that has been read, and none once they are off or the text is closed. */
  private async publish(uri: string): Promise<void> {
    const { connection } = this.server;
    const above = this.settings.diagnostics;
    const binding = this.texts.wholly(uri);
    const isOff = above === null || !this.session.document(uri);
    if (isOff) {
      if (this.published.delete(uri)) void connection.sendDiagnostics({ uri, diagnostics: [] });
      return;
    }
    if (!binding) return;
    const { version } = binding.document;
    const key = `${above} ${version} ${binding.model.sha256}`;
    if (this.published.get(uri) === key) return;
    this.published.set(uri, key);
    const work = diagnostics(binding, above, this.encoding);
    const found = await inSlices(work, untilAnEdit(binding));
    if (found && this.published.get(uri) === key)
      void connection.sendDiagnostics({ uri, version, diagnostics: found });
  }

  private refuse(error: unknown): void {
    this.tell(error instanceof Error ? error.message : String(error));
  }

  private tell(sentence: string): void {
    const message = `sparse-diff: ${sentence}`;
    void this.server.connection.sendNotification(ShowMessageNotification.type, {
      type: MessageType.Error,
      message,
    });
  }
}

/** The text is another, or is closed, or has another model. */
function untilAnEdit(binding: Binding, token: Cancellation = NEVER): Cancellation {
  const { document } = binding;
  const { version } = document;
  return {
    get isCancellationRequested() {
      return token.isCancellationRequested || binding.disposed || document.version !== version;
    },
  };
}

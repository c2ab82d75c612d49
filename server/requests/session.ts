// Everything the server holds: open documents, loaded models, and which document is bound to which model. Each
// request has its own handler, which works on the session; nothing here answers a request.
import { LRUCache } from "lru-cache";
import { Binding, OpenDocument, scratchFor } from "../documents/binding";
import type { TextChange } from "../documents/byteDocument";
import type { Files } from "../files";
import type { Pool } from "../jobs/pool";
import { type Cancellation, NEVER } from "../jobs/slices";
import { Latest } from "../jobs/turns";
import type { Kernels, ModelKernels, Weights } from "../kernels/interface";
import type { Model } from "../nets/formats";
import { InputError } from "../nets/inputError";
import { weightCount } from "../nets/weights";
import type { Alphabets } from "../protocol/wire/messages";
import { modelAddress } from "../protocol/wire/modelAddress";
import { l10n } from "../protocol/words/l10n";
import { shortPath } from "../protocol/words/shortened";
import { alphabetFiles } from "./alphabetFiles";
import { loadWhileWanted, type WantedModel } from "./modelFile";

const MODEL_CACHE_BYTES = 128 * 2 ** 20;

interface Origin {
  readonly path: string;
  /** Identity, size and modification time of every file it was read from. */
  readonly stamp: string;
}

interface CachedModel {
  readonly model: Model;
  readonly stamp: string;
}

/** A model on its way, for all who wait for it; nobody joins once all of them have cancelled. */
interface Loading {
  readonly model: Promise<Model | undefined>;
  readonly stamp: string;
  readonly waiting: Cancellation[];
}

export class Session {
  private readonly documents = new Map<string, OpenDocument>();
  private readonly bindings = new Map<string, Binding>();
  private readonly scratch = new WeakMap<Weights, ModelKernels>();
  private readonly attachments = new Map<string, number>();
  private attached = 0;
  readonly latest = new Latest();
  private readonly models: LRUCache<string, CachedModel>;
  private readonly origins = new WeakMap<Model, Origin>();

  private alphabets: Alphabets = {};

  /** Models being loaded, so that concurrent requests for one share it. */
  private readonly loading = new Map<string, Loading>();

  constructor(
    readonly files: Files,
    readonly backend: Kernels,
    /** Worker threads for long work; without a pool, everything runs in slices on this thread. */
    readonly pool?: Pool,
    cacheBytes = MODEL_CACHE_BYTES,
  ) {
    this.models = new LRUCache({
      maxSize: cacheBytes,
      sizeCalculation: ({ model }) => sizeOf(model),
    });
  }

  open(uri: string, version: number, text: string): void {
    this.close(uri);
    this.documents.set(uri, new OpenDocument(uri, version, text));
  }

  change(uri: string, version: number, changes: readonly TextChange[]): void {
    this.documents.get(uri)?.change(version, changes);
  }

  close(uri: string): void {
    this.unbind(uri);
    this.attachments.delete(uri);
    this.latest.forget(uri);
    this.documents.delete(uri);
  }

  document(uri: string): OpenDocument | undefined {
    return this.documents.get(uri);
  }

  binding(uri: string): Binding | undefined {
    return this.bindings.get(uri);
  }

  /** Returns a number for this attachment; `isLatestAttachment` tells whether a later one has begun. */
  beginAttachment(uri: string): number {
    this.attachments.set(uri, ++this.attached);
    return this.attached;
  }

  isLatestAttachment(uri: string, number: number): boolean {
    return this.attachments.get(uri) === number;
  }

  /** Prepares, with pauses, what bind() needs of a model; all documents with the model share it. */
  *prepare({ weights }: Model): Generator<void, void> {
    if (this.scratch.has(weights)) return;
    const made = yield* scratchFor(this.backend, weights);
    if (!this.scratch.has(weights)) this.scratch.set(weights, made);
  }

  bind(document: OpenDocument, model: Model, onChange: () => void): Binding {
    this.unbind(document.uri);
    const binding = this.bindBeside(document, model, onChange);
    this.bindings.set(document.uri, binding);
    return binding;
  }

  /** A binding that no request finds; whoever made it ends it. */
  bindBeside(document: OpenDocument, model: Model, onChange: () => void): Binding {
    const scratch = this.scratch.get(model.weights);
    return new Binding(document, model, this.backend, onChange, scratch);
  }

  /** What the setting says of models loaded from now on. */
  useAlphabets(alphabets: Alphabets): void {
    this.alphabets = alphabets;
  }

  /** Loads the model, or returns the cached one if no file it was read from has changed since. */
  async model(path: string): Promise<Model> {
    const model = await this.modelWhileWanted(path, NEVER);
    if (model) return model;
    throw new InputError(l10n`${shortPath(path)}: not read, the server ends`);
  }

  /** The same; undefined if all who asked for it have cancelled. */
  async modelWhileWanted(path: string, token: Cancellation): Promise<Model | undefined> {
    const address = modelAddress(path);
    const { file } = address;
    const alphabet = Object.hasOwn(this.alphabets, file) ? this.alphabets[file] : undefined;
    const stamp = await this.stampOf(
      [file, ...alphabetFiles(this.files, file, alphabet)],
      alphabet,
    );
    const cached = this.models.get(path);
    if (cached && cached.stamp === stamp) return cached.model;
    const used = this.inUse({ path, stamp });
    if (used) return used;
    const loading = this.loading.get(path);
    if (loading?.stamp !== stamp || isUnwanted(loading))
      return this.load(path, { ...address, alphabet }, stamp, token);
    loading.waiting.push(token);
    return loading.model;
  }

  /** A model that a document is bound to; one larger than the cache is nowhere else. */
  private inUse({ path, stamp }: Origin): Model | undefined {
    for (const { model } of this.bindings.values()) {
      const origin = this.origins.get(model);
      if (origin?.path === path && origin.stamp === stamp) return model;
    }
    return undefined;
  }

  private async stampOf(paths: readonly string[], alphabet = ""): Promise<string> {
    const stamps = [alphabet];
    for (const path of paths) {
      const found = await this.files.stat(path);
      stamps.push(found ? `${found.identity} ${found.size} ${found.modified}` : "");
    }
    return stamps.join("\n");
  }

  private load(
    path: string,
    wanted: WantedModel,
    stamp: string,
    token: Cancellation,
  ): Promise<Model | undefined> {
    const waiting = [token];
    const whileWanted = {
      get isCancellationRequested() {
        return isUnwanted({ waiting });
      },
    };
    const model = loadWhileWanted(this.files, wanted, this.pool, whileWanted)
      .then((model) => {
        if (!model) return undefined;
        this.models.set(path, { model, stamp });
        this.origins.set(model, { path, stamp });
        return model;
      })
      .finally(() => {
        if (this.loading.get(path)?.model === model) this.loading.delete(path);
      });
    this.loading.set(path, { model, stamp, waiting });
    return model;
  }

  private unbind(uri: string): void {
    this.bindings.get(uri)?.dispose();
    this.bindings.delete(uri);
  }
}

function isUnwanted({ waiting }: Pick<Loading, "waiting">): boolean {
  return waiting.every(({ isCancellationRequested }) => isCancellationRequested);
}

/** Bytes of its weights and of what its file says, which may be far more. */
function sizeOf({ weights, metadata, net }: Model): number {
  const said = [...Object.entries(metadata).flat(), ...net.ignored];
  return 4 * weightCount(weights) + said.reduce((sum, text) => sum + 2 * text.length, 0);
}

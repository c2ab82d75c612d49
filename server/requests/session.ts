// Everything the server holds: open documents, loaded models, and which document is bound to which model. Each
// request has its own handler, which works on the session; nothing here answers a request.
import { LRUCache } from "lru-cache";
import { Binding, OpenDocument, scratchFor } from "../documents/binding";
import type { TextChange } from "../documents/byteDocument";
import type { Files } from "../files";
import type { Pool } from "../jobs/pool";
import { Latest } from "../jobs/turns";
import type { Kernels, ModelKernels, Weights } from "../kernels/interface";
import type { Model } from "../nets/formats";
import { weightCount } from "../nets/weights";
import type { Alphabets } from "../protocol/wire/messages";
import { modelAddress } from "../protocol/wire/modelAddress";
import { alphabetFiles } from "./alphabetFiles";
import { loadModel, type WantedModel } from "./modelFile";

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

export class Session {
  private readonly documents = new Map<string, OpenDocument>();
  private readonly bindings = new Map<string, Binding>();
  private readonly scratch = new WeakMap<Weights, ModelKernels>();
  private readonly attachments = new Map<string, number>();
  readonly latest = new Latest();
  private readonly models: LRUCache<string, CachedModel>;
  private readonly origins = new WeakMap<Model, Origin>();

  private alphabets: Alphabets = {};

  /** Models being loaded, so that concurrent requests for one share it. */
  private readonly loading = new Map<
    string,
    { readonly model: Promise<Model>; readonly stamp: string }
  >();

  constructor(
    readonly files: Files,
    readonly backend: Kernels,
    /** Worker threads for long work; without a pool, everything runs in slices on this thread. */
    readonly pool?: Pool,
    cacheBytes = MODEL_CACHE_BYTES,
  ) {
    this.models = new LRUCache({
      maxSize: cacheBytes,
      sizeCalculation: ({ model }) => 4 * weightCount(model.weights),
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
    const number = (this.attachments.get(uri) ?? 0) + 1;
    this.attachments.set(uri, number);
    return number;
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
    if (loading?.stamp === stamp) return loading.model;
    return this.load(path, { ...address, alphabet }, stamp);
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

  private load(path: string, wanted: WantedModel, stamp: string): Promise<Model> {
    const model = loadModel(this.files, wanted, this.pool)
      .then((model) => {
        this.models.set(path, { model, stamp });
        this.origins.set(model, { path, stamp });
        return model;
      })
      .finally(() => {
        if (this.loading.get(path)?.model === model) this.loading.delete(path);
      });
    this.loading.set(path, { model, stamp });
    return model;
  }

  private unbind(uri: string): void {
    this.bindings.get(uri)?.dispose();
    this.bindings.delete(uri);
  }
}

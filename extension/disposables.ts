// The one disposal primitive: a list of things that are disposed together, last one first. It does not use the editor's
// API, so that pure parts and tests can use it too.

export interface Disposable {
  dispose(): unknown;
}

export class Disposables implements Disposable {
  private readonly items: Disposable[] = [];
  private disposed = false;

  add<T extends Disposable>(item: T): T {
    if (this.disposed) item.dispose();
    else this.items.push(item);
    return item;
  }

  dispose(): void {
    this.disposed = true;
    for (const item of this.items.splice(0).reverse()) item.dispose();
  }
}

// What the user chose for a file: on or off, and which model. Kept by address in the workspace state. A choice takes
// effect at once; the returned promise resolves when it is written. host/switchedOn.ts acts on it.
import type * as vscode from "vscode";
import type { ByAddress, Follow } from "./byAddress";

export interface Choice {
  readonly on: boolean;
  /** Absolute; undefined for the default model. */
  readonly modelPath?: string;
}

const MEMORY_KEY = "switchedOn";

export class Choices {
  constructor(private readonly memory: vscode.Memento) {}

  of(uri: string): Choice | undefined {
    return this.all()[uri];
  }

  choose(uri: string, choice: Choice): Thenable<void> {
    return this.write({ ...this.all(), [uri]: { ...this.of(uri), ...choice } });
  }

  /** A model has moved, or is gone; if gone, its files go back to the default. */
  replaceModel(before: string, after: string | undefined): Thenable<void> {
    const choices = Object.entries(this.all()).map(([uri, choice]) => {
      const { modelPath, ...rest } = choice;
      if (modelPath !== before) return [uri, choice];
      return [uri, after === undefined ? rest : { ...rest, modelPath: after }];
    });
    return this.write(Object.fromEntries(choices));
  }

  /** Undefined if none of the moved texts is known here. */
  follow(follow: Follow): Thenable<void> | undefined {
    const before = this.all();
    const after = follow(before);
    return after === before ? undefined : this.write(after);
  }

  private all(): ByAddress<Choice> {
    return this.memory.get<ByAddress<Choice>>(MEMORY_KEY, {});
  }

  private write(choices: ByAddress<Choice>): Thenable<void> {
    return this.memory.update(MEMORY_KEY, choices);
  }
}

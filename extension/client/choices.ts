// What a person chose for a file: on or off, and with which model. Remembered by address in this workspace; it holds
// at once, what is returned ends when it is written. What is done about it is in switchedOn.ts.
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

  /** A model is elsewhere now, or nowhere: then its files go back to the default. */
  replaceModel(before: string, after: string | undefined): Thenable<void> {
    const choices = Object.entries(this.all()).map(([uri, choice]) => {
      const { modelPath, ...rest } = choice;
      if (modelPath !== before) return [uri, choice];
      return [uri, after === undefined ? rest : { ...rest, modelPath: after }];
    });
    return this.write(Object.fromEntries(choices));
  }

  /** Undefined where the texts that went elsewhere are none of those known here. */
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

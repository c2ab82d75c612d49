// The text of a file at git HEAD, from VS Code's own git extension; or why there is none, in one sentence. Only the parts of that
// extension's interface that are used are written down here.
import * as vscode from "vscode";
import { l10n } from "../../../server/protocol/words/l10n";
import { nameOf } from "../../host/editors";
import { CannotRun } from "../../state/cannotRun";

interface GitExtension {
  readonly enabled: boolean;
  getAPI(version: 1): GitApi;
}

interface GitApi {
  readonly state: "uninitialized" | "initialized";
  readonly onDidChangeState: vscode.Event<unknown>;
  getRepository(uri: vscode.Uri): Repository | null;
  openRepository?(root: vscode.Uri): Promise<Repository | null>;
}

interface Repository {
  readonly state: { readonly HEAD?: { readonly commit?: string } | undefined };
  status(): Promise<void>;
  show(ref: string, path: string): Promise<string>;
}

const GIT = "vscode.git";
const READY_WITHIN_MS = 10_000;

/** @throws CannotRun */
export async function textAtHead(document: vscode.TextDocument): Promise<string> {
  const name = nameOf(document);
  if (document.uri.scheme !== "file")
    throw new CannotRun(
      l10n`${name} is not a file of this machine, so git has no earlier text of it.`,
    );
  const git = await gitApi();
  await initialized(git);
  const repository = await repositoryOf(git, document.uri);
  if (!repository) throw new CannotRun(l10n`${name} is in no git repository.`);
  await repository.status();
  if (repository.state.HEAD?.commit === undefined)
    throw new CannotRun(l10n`The git repository of ${name} has no commit yet.`);
  try {
    return await repository.show("HEAD", document.uri.fsPath);
  } catch {
    throw new CannotRun(l10n`${name} is not in git HEAD: it has not been committed yet.`);
  }
}

async function gitApi(): Promise<GitApi> {
  const extension = vscode.extensions.getExtension<GitExtension>(GIT);
  if (!extension)
    throw new CannotRun(
      l10n`VS Code's git extension is disabled: enable it to compare with git HEAD.`,
    );
  const found = extension.isActive ? extension.exports : await extension.activate();
  if (!found.enabled)
    throw new CannotRun(
      l10n`git is turned off by the setting git.enabled, or it is not installed.`,
    );
  try {
    return found.getAPI(1);
  } catch {
    throw new CannotRun(l10n`VS Code found no git on this machine: install it, or set git.path.`);
  }
}

/** It looks for repositories when it starts. */
function initialized({ state, onDidChangeState }: GitApi): Promise<void> {
  if (state === "initialized") return Promise.resolve();
  return new Promise((resolve) => {
    const end = () => {
      clearTimeout(timer);
      listening.dispose();
      resolve();
    };
    const timer = setTimeout(end, READY_WITHIN_MS);
    const listening = onDidChangeState(end);
  });
}

async function repositoryOf(git: GitApi, uri: vscode.Uri): Promise<Repository | null> {
  const known = git.getRepository(uri);
  if (known) return known;
  // A file outside the folders of the workspace is not looked for unasked.
  return (await git.openRepository?.(vscode.Uri.joinPath(uri, "..")).catch(() => null)) ?? null;
}

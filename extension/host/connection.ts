// The connection to one running server, in the project's own terms: requests, notifications, documents. Besides
// serverProcess.ts it is the only file that knows the protocol library; neither loads it at startup.
import type * as vscode from "vscode";
import type { LanguageClient } from "vscode-languageclient/node";
import type { Notification, Request } from "../../server/protocol/wire/request";

export class ServerConnection {
  constructor(private readonly client: LanguageClient) {}

  ask<P, R>({ method }: Request<P, R>, params: P, token?: vscode.CancellationToken): Promise<R> {
    return token
      ? this.client.sendRequest<R>(method, params, token)
      : this.client.sendRequest<R>(method, params);
  }

  onTold<P>({ method }: Notification<P>, listener: (told: P) => void): void {
    this.client.onNotification(method, listener);
  }

  open(document: vscode.TextDocument): void {
    const params = this.client.code2ProtocolConverter.asOpenTextDocumentParams(document);
    void this.client.sendNotification("textDocument/didOpen", params);
  }

  change(event: vscode.TextDocumentChangeEvent): void {
    const { uri, version } = event.document;
    const { code2ProtocolConverter: convert } = this.client;
    const params = convert.asChangeTextDocumentParams(event, uri, version);
    void this.client.sendNotification("textDocument/didChange", params);
  }

  close(document: vscode.TextDocument): void {
    const params = this.client.code2ProtocolConverter.asCloseTextDocumentParams(document);
    void this.client.sendNotification("textDocument/didClose", params);
  }
}

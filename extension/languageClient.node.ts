// The protocol library's client, bundled into a file of its own that is read when a file is first switched on.
export {
  CloseAction,
  ErrorAction,
  LanguageClient,
  RevealOutputChannelOn,
  TransportKind,
} from "vscode-languageclient/node";

// The protocol library's client, bundled into its own file that is loaded when a file is first switched on.
export {
  CloseAction,
  ErrorAction,
  LanguageClient,
  RevealOutputChannelOn,
  TransportKind,
} from "vscode-languageclient/node";

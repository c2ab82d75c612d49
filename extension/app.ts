// Puts the extension together in the order data flows: settings, server, files, traces, painting, hover, commands.
// Everything made here is disposed with the extension.
import * as vscode from "vscode";
import { Addresses } from "./client/addresses";
import { DiskNotes } from "./client/diskNotes";
import { OpenFiles } from "./client/openFiles";
import { Profiles } from "./client/profiles";
import { ServerProcess } from "./client/serverProcess";
import { SwitchedOn } from "./client/switchedOn";
import { Traces } from "./client/traces";
import { readingProvider } from "./commands/read";
import { registerCommands } from "./commands/register";
import { Config } from "./config";
import { Painter } from "./decorations/painter";
import { TraceView } from "./decorations/traceView";
import { DecorationTypes } from "./decorations/types";
import { Disposables } from "./disposables";
import { TraceHover } from "./hover/provider";
import { Layers } from "./layers/layers";
import { LostModels } from "./models/lostModels";
import { ModelStorage } from "./models/storage";
import { Pins } from "./pins/pins";
import { ModelsTree } from "./sidebar/modelsTree";
import { PinsTree } from "./sidebar/pinsTree";
import { Sidebar } from "./sidebar/view";
import { Contexts } from "./status/contexts";
import { Offer } from "./status/offer";
import { OversizedNote } from "./status/oversized";
import { StatusBar } from "./status/statusBar";
import { TrainingRuns } from "./training/runs";
import { TrainingStatus } from "./training/statusItem";

export function startApp(context: vscode.ExtensionContext): vscode.Disposable {
  const all = new Disposables();
  const log = all.add(vscode.window.createOutputChannel("Sparse Differentiation", { log: true }));
  const config = all.add(new Config());

  const addresses = all.add(new Addresses());
  const storage = new ModelStorage(context);
  const options = { storage: storage.folder.fsPath };
  const server = all.add(new ServerProcess(context.asAbsolutePath("dist/server.js"), log, options));
  const files = all.add(new OpenFiles(server));
  all.add(new DiskNotes(server, files));
  const switchedOn = all.add(new SwitchedOn(context, config, files, storage, addresses));
  all.add(new LostModels(files, switchedOn));
  const traces = all.add(new Traces(server, files));
  const training = all.add(new TrainingRuns(server));

  const pins = all.add(new Pins(context.workspaceState, addresses));
  const types = all.add(new DecorationTypes());
  const painter = new Painter(types);
  const layers = all.add(new Layers({ server, files, config }));
  const profiles = all.add(new Profiles(server, files, config));
  const view = all.add(new TraceView({ traces, files, pins, config, painter, layers, profiles }));
  const hover = all.add(new TraceHover({ server, files, traces, view, pins, config }));

  const { extensionUri } = context;
  all.add(new Sidebar({ extensionUri, server, files, view, profiles, training, config, log }));
  all.add(new PinsTree(pins, view));
  all.add(new ModelsTree({ server, files, switchedOn, storage, view }));
  all.add(new StatusBar({ server, files, switchedOn, view, profiles, config }));
  all.add(new Offer(context.workspaceState, files, addresses));
  all.add(new OversizedNote());
  all.add(new TrainingStatus(training));
  all.add(new Contexts(files, pins));
  all.add(readingProvider());
  const shown = { view, pins, hover };
  const models = { addresses, switchedOn, storage, training };
  all.add(registerCommands({ server, files, traces, ...models, ...shown, config, log }));

  addresses.forgetLostTexts();
  switchedOn.reconcile();
  return all;
}

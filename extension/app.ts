// Puts the extension together in the order data flows: settings, server, files, traces, painting, hover, commands.
// Everything made here is disposed with the extension.
import * as vscode from "vscode";
import { l10n, spoken } from "../server/protocol/words/l10n";
import { compareCommands, compareWith } from "./features/compare/commands";
import { comparisonHover } from "./features/compare/hover";
import { hoverCommands } from "./features/hover/commands";
import { GhostText } from "./features/hover/ghost";
import { allOf } from "./features/hover/more";
import { TraceHover } from "./features/hover/provider";
import { hiding, writeOnCommands } from "./features/hover/writeOn";
import { analysisCommands } from "./features/measures/analysis";
import { measureCommands } from "./features/measures/commands";
import { exportCommands } from "./features/measures/exports";
import { neuronCardCommands } from "./features/measures/neuronCard";
import { patternHover } from "./features/measures/patternHover";
import { PatternAnalyses } from "./features/measures/patterns";
import { MeasureRuns } from "./features/measures/runs";
import { SimilarMoments } from "./features/measures/similar";
import { modelCommands } from "./features/models/commands";
import { LostModels } from "./features/models/lostModels";
import { ModelsTree } from "./features/models/tree";
import { paintCommands } from "./features/paint/commands";
import { LayerSource } from "./features/paint/layerSource";
import { Painter } from "./features/paint/painter";
import { strongByteCommands } from "./features/paint/strongBytes";
import { StrongLinesMarks } from "./features/paint/strongLines";
import { DecorationTypes } from "./features/paint/types";
import { EditorView } from "./features/paint/view";
import { PathsPanel } from "./features/paths/panel";
import { pinCommands } from "./features/pins/commands";
import { PinsTree } from "./features/pins/tree";
import { Sidebar } from "./features/sidebar/view";
import { statusCommands } from "./features/status/commands";
import { Offer } from "./features/status/offer";
import { OversizedNote, StatusBar } from "./features/status/statusBar";
import { canContinue, trainCommands } from "./features/training/commands";
import { trainFolderCommands } from "./features/training/folder";
import { TrainingStatus } from "./features/training/progress";
import { TrainingRuns } from "./features/training/runs";
import { whatIfCommands } from "./features/whatIf/commands";
import { Addresses } from "./host/addresses";
import { AlphabetSetting, alphabetsOf } from "./host/alphabets";
import { ByteMark } from "./host/byteMark";
import { Causes } from "./host/causes";
import { registerCommands } from "./host/commands";
import { Comparisons } from "./host/comparisons";
import { Config } from "./host/config";
import { Contexts, ofText } from "./host/contexts";
import { Counting } from "./host/counting";
import { isEligible } from "./host/editors";
import { fileAddress } from "./host/fileAddress";
import { ModelStorage } from "./host/modelStorage";
import { DiskNotes, OpenFiles } from "./host/openFiles";
import type { Platform } from "./host/platform";
import { Profiles } from "./host/profiles";
import { readingProvider } from "./host/readings";
import { ServerProcess } from "./host/serverProcess";
import { Sheets } from "./host/sheets";
import { SwitchedOn } from "./host/switchedOn";
import { Traces } from "./host/traces";
import { Curves } from "./state/curves";
import { Disposables, type Event } from "./state/lifetime";
import type { OnScreen } from "./state/onScreen";
import { Pins } from "./state/pins";
import { WritingOn } from "./state/writingOn";

export function startApp(
  context: vscode.ExtensionContext,
  { start, home, isBrowser }: Platform,
): vscode.Disposable {
  const all = new Disposables();
  const log = all.add(
    vscode.window.createOutputChannel(l10n`Sparse Differentiation`, { log: true }),
  );
  const config = all.add(new Config());

  const addresses = all.add(new Addresses());
  const storage = all.add(new ModelStorage(context));
  const options = {
    storage: fileAddress(storage.folder),
    translations: spoken(),
    get alphabets() {
      return alphabetsOf(config);
    },
  };
  const server = all.add(new ServerProcess(start, log, options));
  const files = all.add(new OpenFiles(server));
  all.add(new DiskNotes(server, files));
  all.add(new AlphabetSetting(config, server, files));
  const switchedOn = all.add(new SwitchedOn(context, config, files, storage, addresses));
  all.add(new LostModels(files, switchedOn));
  const traces = all.add(new Traces(server, files));
  const profiles = all.add(new Profiles(server, files, config));
  const causes = all.add(new Causes(server, files, config));
  const counting = new Counting(server, files);
  const comparisons = all.add(new Comparisons(server, files));
  const ready = { server, files, switchedOn };

  const memory = context.workspaceState;
  const onDidMoveTexts = addresses.onDidChange;
  const onDidEdit = vscode.workspace.onDidChangeTextDocument;
  const pins = all.add(new Pins({ memory, onDidMoveTexts, onDidEdit }));
  const curves = new Curves(fileAddress);
  const training = all.add(new TrainingRuns(server, curves));
  const measures = all.add(new MeasureRuns(server));

  const painter = new Painter(all.add(new DecorationTypes()));
  const layers = all.add(new LayerSource({ server, files, config, comparisons }));
  const writingOn = all.add(new WritingOn());
  const painting = { traces, files, pins, config, painter, layers, profiles, causes, writingOn };
  const screen: OnScreen = all.add(new EditorView(painting));

  const patterns = all.add(new PatternAnalyses(files));
  const mark = all.add(new ByteMark());
  const similar = new SimilarMoments(mark);
  const more = allOf(
    [comparisonHover({ server, comparisons })],
    [patternHover({ server, files, patterns })],
  );
  const hovered = { server, files, traces, causes, counting, screen, pins, config, more };
  const hover = all.add(new TraceHover(hovered));
  all.add(new StrongLinesMarks({ server, files, screen, config, comparisons }));
  all.add(new GhostText({ writingOn, files, traces, screen, config }));
  all.add(hiding({ ...ready, writingOn }));
  const { extensionUri } = context;
  const shown = { ...ready, screen, profiles, causes, comparisons, curves, config, log };
  all.add(new Sidebar({ extensionUri, ...shown }));
  const paths = all.add(new PathsPanel({ ...ready, extensionUri, screen, pins, config, log }));
  const sheets = all.add(new Sheets({ ...ready, extensionUri, log }));
  const comparing = { ...ready, comparisons, config, sheets };
  all.add(new PinsTree(pins, files, screen));
  all.add(new ModelsTree({ ...ready, storage, screen }));
  all.add(new StatusBar({ ...ready, screen, profiles, config }));
  all.add(new Offer(memory, files, addresses));
  all.add(new OversizedNote());
  all.add(new TrainingStatus(training));
  all.add(
    new Contexts(
      {
        eligible: ofText(isEligible),
        fileOn: ofText((document) => files.get(document) !== undefined),
        hasPins: ofText((document) => pins.of(document).length > 0),
        severalPins: ofText((document) => pins.of(document).length > 1),
        writingOn: ofText((document) => writingOn.of(document) !== undefined),
        compared: ofText((document) => comparisons.of(document) !== undefined),
        patterns: ofText((document) => patterns.has(document)),
        occurrences: ofText((document) => patterns.isWalked(document)),
        training: () => training.all.length > 0,
        canContinue: ofText((document) => canContinue({ files, training }, document)),
        hasTrained: () => storage.hasSome,
        inBrowser: () => isBrowser,
        serverUsed: () => server.phase !== "idle",
      },
      [files, pins, writingOn, comparisons, patterns, training, storage]
        .map(({ onDidChange }): Event<unknown> => onDidChange)
        .concat(server.onDidChangePhase),
    ),
  );
  all.add(readingProvider());
  all.add(
    registerCommands({
      ...paintCommands({ config, screen, files }),
      ...hoverCommands({
        ...ready,
        hover,
        pins,
        screen,
        traces,
        causes,
        counting,
        config,
        writingOn,
      }),
      ...strongByteCommands(ready),
      ...writeOnCommands({ ...ready, writingOn }),
      ...measureCommands({ ...ready, config, measures }),
      ...analysisCommands({ ...ready, config, measures, sheets }),
      ...patterns.commands({ ...ready, config, measures }),
      ...similar.commands({ ...ready, config, measures }),
      ...exportCommands({ ...ready, config, measures, traces, pins, patterns, home }),
      ...neuronCardCommands({ ...ready, config, measures, sheets, screen }),
      ...whatIfCommands({ ...ready, traces, causes, config, screen, mark }),
      ...pinCommands({ ...ready, pins, screen }),
      ...paths.commands,
      ...compareCommands(comparing),
      ...modelCommands({
        ...ready,
        storage,
        compareWith: (document, modelPath) =>
          compareWith(comparing, document, { kind: "model", modelPath }),
      }),
      ...trainCommands({ ...ready, addresses, storage, training, log }),
      ...trainFolderCommands({ ...ready, addresses, storage, training, log }),
      ...statusCommands({ switchedOn, server, log }),
    }),
  );

  addresses.forgetLostTexts();
  switchedOn.reconcile();
  return all;
}

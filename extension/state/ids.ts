// Every command, setting key, context key and colour id as a typed constant. A unit test compares this file with
// package.json in both directions, so neither can name what the other lacks.
import { SETTINGS, type SettingName } from "../../server/protocol/vocabulary/settings";

export const COMMANDS = {
  openSample: "sparseDiff.openSample",
  loadModel: "sparseDiff.loadModel",
  selectModel: "sparseDiff.selectModel",
  saveModelAs: "sparseDiff.saveModelAs",
  renameModel: "sparseDiff.renameModel",
  deleteModel: "sparseDiff.deleteModel",
  revealModel: "sparseDiff.revealModel",
  trainOnFile: "sparseDiff.trainOnFile",
  trainOnSelection: "sparseDiff.trainOnSelection",
  trainOnFolder: "sparseDiff.trainOnFolder",
  continueTraining: "sparseDiff.continueTraining",
  cancelTraining: "sparseDiff.cancelTraining",
  traceAtCursor: "sparseDiff.traceAtCursor",
  pin: "sparseDiff.pin",
  unpin: "sparseDiff.unpin",
  showPin: "sparseDiff.showPin",
  showPins: "sparseDiff.showPins",
  comparePins: "sparseDiff.comparePins",
  clearPins: "sparseDiff.clearPins",
  toggleAttribution: "sparseDiff.toggleAttribution",
  turnOn: "sparseDiff.turnOn",
  turnOff: "sparseDiff.turnOff",
  toggleThreshold: "sparseDiff.toggleThreshold",
  setThreshold: "sparseDiff.setThreshold",
  selectMethod: "sparseDiff.selectMethod",
  selectObjective: "sparseDiff.selectObjective",
  selectTarget: "sparseDiff.selectTarget",
  selectLayer: "sparseDiff.selectLayer",
  showNeuron: "sparseDiff.showNeuron",
  showNeuronCard: "sparseDiff.showNeuronCard",
  showPaths: "sparseDiff.showPaths",
  nextStrongOffset: "sparseDiff.nextStrongOffset",
  previousStrongOffset: "sparseDiff.previousStrongOffset",
  nextSurprise: "sparseDiff.nextSurprise",
  previousSurprise: "sparseDiff.previousSurprise",
  nextCountingWins: "sparseDiff.nextCountingWins",
  previousCountingWins: "sparseDiff.previousCountingWins",
  nextDifference: "sparseDiff.nextDifference",
  previousDifference: "sparseDiff.previousDifference",
  goToEarlier: "sparseDiff.goToEarlier",
  writeOn: "sparseDiff.writeOn",
  writeOnSampled: "sparseDiff.writeOnSampled",
  acceptContinuation: "sparseDiff.acceptContinuation",
  dismissContinuation: "sparseDiff.dismissContinuation",
  readAtCursor: "sparseDiff.readAtCursor",
  toggleCauses: "sparseDiff.toggleCauses",
  causalCheck: "sparseDiff.causalCheck",
  whatIf: "sparseDiff.whatIf",
  changeNeuron: "sparseDiff.changeNeuron",
  copyTrace: "sparseDiff.copyTrace",
  export: "sparseDiff.export",
  explainByte: "sparseDiff.explainByte",
  showMore: "sparseDiff.showMore",
  explainSelection: "sparseDiff.explainSelection",
  explainNeuron: "sparseDiff.explainNeuron",
  measureFaithfulness: "sparseDiff.measureFaithfulness",
  verifyGradients: "sparseDiff.verifyGradients",
  analyseFile: "sparseDiff.analyseFile",
  analysePatterns: "sparseDiff.analysePatterns",
  stepThroughPatterns: "sparseDiff.stepThroughPatterns",
  nextOccurrence: "sparseDiff.nextOccurrence",
  previousOccurrence: "sparseDiff.previousOccurrence",
  findSimilar: "sparseDiff.findSimilar",
  compareModels: "sparseDiff.compareModels",
  compareWithHead: "sparseDiff.compareWithHead",
  showComparison: "sparseDiff.showComparison",
  stopComparing: "sparseDiff.stopComparing",
  restartServer: "sparseDiff.restartServer",
  showLog: "sparseDiff.showLog",
} as const;

export type CommandId = (typeof COMMANDS)[keyof typeof COMMANDS];

export const SECTION = "sparseDiff";

/** The key of each setting, after the section. */
export const KEYS = Object.fromEntries(
  Object.entries(SETTINGS).map(([name, { key }]) => [name, key]),
) as { readonly [S in SettingName]: (typeof SETTINGS)[S]["key"] };

/** Views in the activity bar container. */
export const VIEWS = {
  attribution: "sparseDiff.attribution",
  pins: "sparseDiff.pins",
  models: "sparseDiff.models",
} as const;

/** Context keys that `when` clauses in the manifest read. */
export const CONTEXTS = {
  eligible: "sparseDiff.eligible",
  fileOn: "sparseDiff.fileOn",
  hasPins: "sparseDiff.hasPins",
  severalPins: "sparseDiff.severalPins",
  writingOn: "sparseDiff.writingOn",
  compared: "sparseDiff.compared",
  patterns: "sparseDiff.patterns",
  occurrences: "sparseDiff.occurrences",
  training: "sparseDiff.training",
  canContinue: "sparseDiff.canContinue",
  hasTrained: "sparseDiff.hasTrained",
  serverUsed: "sparseDiff.serverUsed",
  inBrowser: "sparseDiff.inBrowser",
} as const;

/** Tint levels per sign; level 0 is no tint. */
export const LEVELS = 7;

type Level = 1 | 2 | 3 | 4 | 5 | 6 | 7;
export type TintColour = `sparseDiff.positive${Level}` | `sparseDiff.negative${Level}`;

export const COLOURS = {
  tintedText: "sparseDiff.tintedText",
  positiveLine: "sparseDiff.positiveLine",
  negativeLine: "sparseDiff.negativeLine",
  target: "sparseDiff.target",
  pin: "sparseDiff.pin",
  cause: "sparseDiff.cause",
  prediction: "sparseDiff.prediction",
  pending: "sparseDiff.pending",
} as const;

export type ColourId = TintColour | (typeof COLOURS)[keyof typeof COLOURS];

/** The CSS variable of a contributed colour. */
export function cssVariable(id: ColourId): string {
  return `var(--vscode-${id.replace(".", "-")})`;
}

/** The background of a tint: `bucket` is -7..-1 (lowers the target's log-probability) or 1..7. */
export function tintColour(bucket: number): TintColour {
  const level = Math.min(LEVELS, Math.max(1, Math.abs(bucket))) as Level;
  return bucket > 0 ? `sparseDiff.positive${level}` : `sparseDiff.negative${level}`;
}

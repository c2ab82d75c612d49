// The composition root of the server: connects the session to a connection, one call per message.
import { type Connection, TextDocumentSyncKind } from "vscode-languageserver";
import type { Files } from "./files";
import type { OwnThreads, Pool } from "./jobs/pool";
import type { Kernels } from "./kernels/interface";
import { backendWords } from "./kernels/select";
import { analyseRequest } from "./protocol/wire/analysis";
import { causesProgressNotification, causesRequest, memoryRequest } from "./protocol/wire/causes";
import { fidelityRequest, profileRequest } from "./protocol/wire/charts";
import {
  comparedAtRequest,
  compareRequest,
  comparisonRequest,
  stopComparingRequest,
} from "./protocol/wire/comparison";
import { continueRequest, traceWrittenRequest } from "./protocol/wire/continuation";
import { countingRequest, strongByteRequest, strongLinesRequest } from "./protocol/wire/counting";
import { exportRequest } from "./protocol/wire/export";
import { layerRequest } from "./protocol/wire/layer";
import {
  faithfulnessRequest,
  type MeasureProgress,
  measureProgressNotification,
  verifyRequest,
} from "./protocol/wire/measures";
import {
  type Alphabets,
  alphabetsNotification,
  attachRequest,
  compareWithDiskRequest,
  type DocumentStatus,
  documentStatusNotification,
  type InitializationOptions,
  traceRequest,
} from "./protocol/wire/messages";
import { neuronCardRequest } from "./protocol/wire/neuronCard";
import { pathsRequest } from "./protocol/wire/paths";
import { patternAtRequest, patternsRequest } from "./protocol/wire/patterns";
import { placeRequest } from "./protocol/wire/place";
import { similarRequest } from "./protocol/wire/similarity";
import { whatIfByteRequest, whatIfNeuronRequest } from "./protocol/wire/whatIf";
import { wideTraceRequest } from "./protocol/wire/wideTrace";
import { speak } from "./protocol/words/l10n";
import { attach, compareWithDisk } from "./requests/attach";
import { causes, memory } from "./requests/causes";
import { fidelity, profile } from "./requests/charts";
import { compare, comparedAt, comparison, stopComparing } from "./requests/compare";
import { continueFrom, traceWritten } from "./requests/continuation";
import { counting } from "./requests/counting";
import { exportDocument } from "./requests/exports";
import { layer } from "./requests/layer";
import { MeasureRequests } from "./requests/measureRequests";
import { Measures } from "./requests/measures";
import { paths } from "./requests/paths";
import { patternAt } from "./requests/patterns";
import { place } from "./requests/place";
import { Session } from "./requests/session";
import { strongByte, strongLines } from "./requests/strongBytes";
import { trace } from "./requests/trace";
import { serveTraining } from "./requests/trainServe";
import { answer, heard, schemas, unknownMethod } from "./requests/validated";
import { whatIfByte, whatIfNeuron } from "./requests/whatIf";
import { wideTrace } from "./requests/wideTrace";

export function serve(
  connection: Connection,
  files: Files,
  backend: Kernels,
  pool?: Pool,
  ownThreads?: OwnThreads,
  note?: string,
): void {
  const session = new Session(files, backend, pool);
  connection.onInitialize(({ initializationOptions: asked }) => {
    const { storage, alphabets, translations } = (asked ?? {}) as Partial<InitializationOptions>;
    if (translations !== undefined)
      heard(schemas.translations, { translations }, (told) => speak(told.translations));
    if (typeof storage === "string") void files.sweep(storage);
    if (alphabets !== undefined)
      heard(schemas.alphabets, { alphabets }, (told) => session.useAlphabets(told.alphabets));
    return {
      capabilities: {
        textDocumentSync: { openClose: true, change: TextDocumentSyncKind.Incremental },
      },
      serverInfo: { name: "sparse-diff", version: backend.backend },
    };
  });
  connection.onDidOpenTextDocument((told) =>
    heard(schemas.didOpen, told, ({ textDocument: { uri, version, text } }) =>
      session.open(uri, version, text),
    ),
  );
  connection.onDidChangeTextDocument((told) =>
    heard(schemas.didChange, told, ({ textDocument: { uri, version }, contentChanges }) =>
      session.change(uri, version, contentChanges),
    ),
  );
  connection.onDidCloseTextDocument((told) =>
    heard(schemas.didClose, told, ({ textDocument: { uri } }) => session.close(uri)),
  );
  connection.onNotification(alphabetsNotification.method, (told: { alphabets: Alphabets }) =>
    heard(schemas.alphabets, told, ({ alphabets }) => session.useAlphabets(alphabets)),
  );
  const tell = (status: DocumentStatus) =>
    void connection.sendNotification(documentStatusNotification.method, status);
  answer(connection, attachRequest, schemas.attach, (params, token) =>
    attach(session, params, tell, token),
  );
  answer(connection, compareWithDiskRequest, schemas.compareWithDisk, (params) =>
    compareWithDisk(session, params),
  );
  answer(connection, traceRequest, schemas.trace, (params, token) => trace(session, params, token));
  answer(connection, causesRequest, schemas.causes, (params, token) =>
    causes(
      session,
      params,
      token,
      (progress) => void connection.sendNotification(causesProgressNotification.method, progress),
    ),
  );
  answer(connection, countingRequest, schemas.counting, (params, token) =>
    counting(session, params, token),
  );
  answer(connection, strongByteRequest, schemas.strongByte, (params, token) =>
    strongByte(session, params, token),
  );
  answer(connection, strongLinesRequest, schemas.strongLines, (params, token) =>
    strongLines(session, params, token),
  );
  answer(connection, wideTraceRequest, schemas.wideTrace, (params, token) =>
    wideTrace(session, params, token),
  );
  answer(connection, memoryRequest, schemas.memory, (params, token) =>
    memory(session, params, token),
  );
  answer(connection, whatIfByteRequest, schemas.whatIfByte, (params, token) =>
    whatIfByte(session, params, token),
  );
  answer(connection, whatIfNeuronRequest, schemas.whatIfNeuron, (params, token) =>
    whatIfNeuron(session, params, token),
  );
  answer(connection, pathsRequest, schemas.paths, (params, token) => paths(session, params, token));
  answer(connection, continueRequest, schemas.continue, (params, token) =>
    continueFrom(session, params, token),
  );
  answer(connection, traceWrittenRequest, schemas.traceWritten, (params, token) =>
    traceWritten(session, params, token),
  );
  answer(connection, layerRequest, schemas.layer, (params, token) => layer(session, params, token));
  answer(connection, fidelityRequest, schemas.fidelity, (params, token) =>
    fidelity(session, params, token),
  );
  answer(connection, profileRequest, schemas.profile, (params, token) =>
    profile(session, params, token),
  );
  answer(connection, placeRequest, schemas.place, (params, token) => place(session, params, token));
  answer(connection, patternAtRequest, schemas.patternAt, (params, token) =>
    patternAt(session, params, token),
  );
  answer(connection, compareRequest, schemas.compare, (params, token) =>
    compare(session, params, token),
  );
  answer(connection, stopComparingRequest, schemas.stopComparing, (params) =>
    stopComparing(session, params),
  );
  answer(connection, comparisonRequest, schemas.comparison, (params, token) =>
    comparison(session, params, token),
  );
  answer(connection, comparedAtRequest, schemas.comparedAt, (params, token) =>
    comparedAt(session, params, token),
  );
  connection.onRequest((method) => unknownMethod(method));
  if (ownThreads) {
    serveMeasures(connection, session, ownThreads);
    serveTraining(connection, session, ownThreads);
  }
  connection.onInitialized(() =>
    connection.console.info(
      [`kernels: ${backendWords(backend.backend)}`, ...(note ? [note] : [])].join(". "),
    ),
  );
  connection.listen();
}

function serveMeasures(connection: Connection, session: Session, threads: OwnThreads): void {
  const measures = new Measures(session, threads);
  const requests = new MeasureRequests(session, measures);
  const tell = (progress: MeasureProgress) =>
    void connection.sendNotification(measureProgressNotification.method, progress);
  answer(connection, analyseRequest, schemas.analyse, (params, token) =>
    requests.analyse(params, token, tell),
  );
  answer(connection, verifyRequest, schemas.verify, (params, token) =>
    requests.verify(params, token, tell),
  );
  answer(connection, faithfulnessRequest, schemas.faithfulness, (params, token) =>
    requests.faithfulness(params, token, tell),
  );
  answer(connection, patternsRequest, schemas.patterns, (params, token) =>
    requests.patterns(params, token, tell),
  );
  answer(connection, similarRequest, schemas.similar, (params, token) =>
    requests.similar(params, token, tell),
  );
  answer(connection, neuronCardRequest, schemas.neuronCard, (params, token) =>
    requests.neuronCard(params, token, tell),
  );
  answer(connection, exportRequest, schemas.export, (params, token) =>
    exportDocument(session, measures, params, token, tell),
  );
}

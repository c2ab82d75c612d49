// Entry point of the server in a web worker: a connection over the worker's messages, the files of the editor, WebAssembly
// kernels. There are no threads and no shared memory: all work is done here, in slices, with the same bits.
import {
  BrowserMessageReader,
  BrowserMessageWriter,
  createConnection,
  type Message,
  type MessageWriter,
} from "vscode-languageserver/browser";
import { editorFiles } from "./files.browser";
import { useOwnMemory } from "./jobs/shared";
import { SlicedPool } from "./jobs/slicedPool";
import { selectKernels } from "./kernels/select";
import { plainFromServer } from "./protocol/wire/plain";
import { serve } from "./serve";
import { wellFormed } from "./wellFormed";

useOwnMemory();
const worker = globalThis as unknown as ConstructorParameters<typeof BrowserMessageReader>[0];
const writer: MessageWriter = new BrowserMessageWriter(worker);
const write = writer.write.bind(writer);
writer.write = (message: Message) => write(plainFromServer(message));
const connection = createConnection(wellFormed(new BrowserMessageReader(worker), writer), writer);
const files = editorFiles(({ method }, params) => connection.sendRequest(method, params));
serve(connection, files, selectKernels(), undefined, () => new SlicedPool());

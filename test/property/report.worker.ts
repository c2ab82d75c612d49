// The project's own worker entry, for tests that run on threads.
import "../../server/main.worker";
import { useNativePath } from "../tools/nativeKernels";

// The entry has looked for them beside itself.
useNativePath();

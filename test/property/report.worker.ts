// The project's own worker entry, for tests that run on threads.
import "../../server/main.worker";
import "../tools/backends";

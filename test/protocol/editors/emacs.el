;;; emacs.el --- Runs in Emacs without a window (editors.test.ts)  -*- lexical-binding: t; -*-
;; Opens `asked-file', starts the language server of the page's configuration, asks for the hover of `asked-byte' of the first
;; line, for hints and diagnostics, and writes what is seen as JSON to `asked-made'.
(require 'eglot)
(require 'flymake)
(require 'json)

(defun waited (holds what)
  "Wait until HOLDS is true; end with WHAT is missing."
  (let ((end (+ (float-time) 120)))
    (while (not (funcall holds))
      (when (> (float-time) end) (error "no %s" what))
      (accept-process-output nil 0.02))))

(find-file asked-file)
(setq eglot-sync-connect 60)
(apply #'eglot (eglot--guess-contact))
(waited #'eglot-current-server "language server")
(goto-char (+ (point-min) asked-byte))

(let* ((server (eglot-current-server))
       (hover (jsonrpc-request server :textDocument/hover (eglot--TextDocumentPositionParams)))
       (hints (jsonrpc-request
               server :textDocument/inlayHint
               (list :textDocument (eglot--TextDocumentIdentifier)
                     :range (list :start '(:line 0 :character 0)
                                  :end (list :line (line-number-at-pos (point-max)) :character 0)))))
       (words (lambda (one) (flymake-diagnostic-text one))))
  (flymake-mode 1)
  (flymake-start)
  (when asked-waits (waited #'flymake-diagnostics "diagnostics"))
  (let ((found (flymake-diagnostics)))
    (with-temp-file asked-made
      (insert
       (json-encode
        (list :hover (plist-get (plist-get hover :contents) :value)
              :hints (vconcat (mapcar (lambda (hint) (plist-get hint :label)) hints))
              :diagnostics (vconcat (mapcar words found))
              :severities (vconcat (mapcar (lambda (one)
                                             (pcase (flymake-diagnostic-type one)
                                               ('eglot-note 4) ('eglot-warning 2) (_ 1)))
                                           found))))))))
(kill-emacs 0)

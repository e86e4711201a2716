;;; answerable.el --- Who wrote which line, in Emacs -*- lexical-binding: t; -*-

;; Version: 0.1.0
;; Package-Requires: ((emacs "28.1"))
;; Keywords: tools, vc

;;; Commentary:

;; Connects Emacs to `answerable-lsp', through eglot or through lsp-mode.
;;
;;   (require 'answerable)
;;   (answerable-setup-eglot 'python-mode 'text-mode)   ; or: (answerable-setup-lsp-mode)
;;
;; eglot serves a mode by one server: `answerable-setup-eglot' makes it Answerable for the modes it is given, so
;; give those that no other server serves.  lsp-mode runs it beside other servers.
;;
;; Commands: `answerable-review', `answerable-typed', `answerable-written-by', `answerable-why',
;; `answerable-next', `answerable-previous', `answerable-status'.

;;; Code:

(require 'seq)
(require 'subr-x)

(declare-function eglot-current-server "eglot")
(declare-function eglot--signal-textDocument/didChange "eglot")
(declare-function eglot--pos-to-lsp-position "eglot")
(declare-function eglot--TextDocumentIdentifier "eglot")
(declare-function jsonrpc-request "jsonrpc")
(declare-function lsp-request "lsp-mode")
(declare-function lsp-register-client "lsp-mode")
(declare-function make-lsp-client "lsp-mode")
(declare-function lsp-stdio-connection "lsp-mode")
(declare-function lsp--buffer-uri "lsp-mode")
(declare-function lsp--point-to-position "lsp-mode")
(defvar eglot-server-programs)

(defgroup answerable nil
  "Who wrote which line, and who answers for it."
  :group 'tools)

(defcustom answerable-command '("answerable-lsp" "--stdio")
  "The command line of the server."
  :type '(repeat string))

;;;###autoload
(defun answerable-setup-eglot (&rest modes)
  "Let eglot serve MODES, and commit messages, with Answerable."
  (require 'eglot)
  (dolist (mode (append modes '(vc-git-log-edit-mode git-commit-mode answerable-message-mode)))
    (add-to-list 'eglot-server-programs (cons mode answerable-command)))
  ;; Its name tells the server what the document is, in any editor of messages.
  (put 'answerable-message-mode 'eglot-language-id "git-commit")
  (put 'vc-git-log-edit-mode 'eglot-language-id "git-commit")
  (put 'git-commit-mode 'eglot-language-id "git-commit"))

;;;###autoload
(defun answerable-setup-lsp-mode ()
  "Let lsp-mode run Answerable beside the other servers of every file."
  (require 'lsp-mode)
  (lsp-register-client
   (make-lsp-client :new-connection (lsp-stdio-connection (lambda () answerable-command))
                    :activation-fn (lambda (&rest _) t)
                    :add-on? t
                    :priority -1
                    :server-id 'answerable)))

;;;###autoload
(define-derived-mode answerable-message-mode text-mode "Message"
  "For the message of a commit that is being made.")

;;;###autoload
(add-to-list 'auto-mode-alist
             '("/\\(?:COMMIT_EDIT\\|MERGE_\\|SQUASH_\\)MSG\\'" . answerable-message-mode))

(defun answerable--eglot-p ()
  "Whether eglot serves this buffer."
  (and (fboundp 'eglot-current-server) (eglot-current-server)))

(defun answerable--request (method params)
  "The answer of the server to METHOD with PARAMS, a plist."
  (cond ((answerable--eglot-p)
         ;; eglot waits a moment before it tells what was typed.
         (eglot--signal-textDocument/didChange)
         (jsonrpc-request (eglot-current-server) method params))
        ((bound-and-true-p lsp-mode) (lsp-request (substring (format "%s" method) 1) params))
        (t (user-error "Answerable: no server follows this buffer"))))

(defun answerable--uri ()
  "The URI of this buffer's file."
  (if (answerable--eglot-p)
      (plist-get (eglot--TextDocumentIdentifier) :uri)
    (lsp--buffer-uri)))

(defun answerable--position (place)
  "PLACE as the server counts."
  (if (answerable--eglot-p)
      (eglot--pos-to-lsp-position place)
    (save-excursion (goto-char place) (lsp--point-to-position (point)))))

(defun answerable--execute (command begin end &optional agent)
  "Let the server carry out COMMAND for the text from BEGIN to END.
AGENT is for a declaration."
  (answerable--request
   :workspace/executeCommand
   (list :command (concat "answerable." command)
         :arguments
         (vector (append (list :uri (answerable--uri)
                               :range (list :start (answerable--position begin) :end (answerable--position end)))
                         (and agent (list :agent agent)))))))

(defun answerable--lines ()
  "The beginning and end of the lines of the region, or of the line at point."
  (if (use-region-p)
      (list (region-beginning) (region-end))
    (list (line-beginning-position) (line-end-position))))

(defun answerable--field (object name)
  "The field NAME (a keyword) of OBJECT, a plist or a hash table."
  (if (hash-table-p object) (gethash (substring (symbol-name name) 1) object) (plist-get object name)))

(defun answerable-regions ()
  "The regions of this buffer that are new in it.
Each is (FIRST-LINE CLASS AGENT REVIEWERS); lines count from 1."
  (let ((answer (answerable--request :answerable/regions (list :uri (answerable--uri)))))
    (delq nil
          (mapcar
           (lambda (region)
             (let* ((range (answerable--field region :range))
                    (start (answerable--field range :start)))
               (unless (equal (answerable--field region :mechanism) "vcs")
                 (list (1+ (answerable--field start :line))
                       (answerable--field region :class)
                       (answerable--field region :agent)
                       (append (answerable--field region :reviewedBy) nil)))))
           (answerable--field answer :regions)))))

;;;###autoload
(defun answerable-review (begin end)
  "Note that you have reviewed the AI text of the lines from BEGIN to END."
  (interactive (answerable--lines))
  (answerable--execute "markReviewed" begin end))

;;;###autoload
(defun answerable-typed (begin end)
  "Declare that you typed the lines from BEGIN to END."
  (interactive (answerable--lines))
  (answerable--execute "typed" begin end))

;;;###autoload
(defun answerable-written-by (begin end agent)
  "Declare that AGENT wrote the lines from BEGIN to END.
When AGENT is empty, it was an AI tool without a name."
  (interactive (append (answerable--lines) (list (read-string "Agent (empty: an AI tool): "))))
  (answerable--execute "writtenBy" begin end (unless (string-empty-p agent) agent)))

;;;###autoload
(defun answerable-why ()
  "Show who wrote the character at point, and how that is known."
  (interactive)
  (let ((said (answerable--execute "why" (point) (point))))
    (message "%s" said)
    said))

(defun answerable--go (forward)
  "Go to the next unreviewed AI region, or back unless FORWARD; round the end."
  (let* ((open (seq-filter (lambda (region) (and (equal (nth 1 region) "ai") (null (nth 3 region))))
                           (answerable-regions)))
         (lines (sort (delete-dups (mapcar #'car open)) (if forward #'< #'>)))
         (here (line-number-at-pos))
         (next (or (seq-find (lambda (line) (if forward (> line here) (< line here))) lines) (car lines))))
    (unless next (user-error "Answerable: no unreviewed AI lines here"))
    (goto-char (point-min))
    (forward-line (1- next))))

;;;###autoload
(defun answerable-next ()
  "Go to the next AI region that nobody has reviewed."
  (interactive)
  (answerable--go t))

;;;###autoload
(defun answerable-previous ()
  "Go to the previous AI region that nobody has reviewed."
  (interactive)
  (answerable--go nil))

;;;###autoload
(defun answerable-status ()
  "Count the new regions of this buffer by class."
  (interactive)
  (let ((groups (seq-group-by #'cadr (answerable-regions))))
    (message "Answerable: %s"
             (if groups
                 (mapconcat (lambda (group) (format "%s=%d" (car group) (length (cdr group)))) groups " ")
               "nothing new in this buffer"))))

(provide 'answerable)
;;; answerable.el ends here

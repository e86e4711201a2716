"""The one table of handlers: every method the server understands, one file for each.

A plain function handles its message at once and in order; only requests may be coroutines, and must not change a
document after they have waited without looking whether it moved on.
"""

from collections.abc import Mapping
from typing import Final

from lsprotocol import types

from answerable.lsp.handlers.branch import branch
from answerable.lsp.handlers.cancel_request import cancel_request
from answerable.lsp.handlers.code_action import code_action
from answerable.lsp.handlers.code_lens import code_lens
from answerable.lsp.handlers.completion import completion
from answerable.lsp.handlers.diagnostic import diagnostic
from answerable.lsp.handlers.did_change import did_change
from answerable.lsp.handlers.did_change_configuration import did_change_configuration
from answerable.lsp.handlers.did_change_workspace_folders import did_change_workspace_folders
from answerable.lsp.handlers.did_close import did_close
from answerable.lsp.handlers.did_edit import did_edit
from answerable.lsp.handlers.did_open import did_open
from answerable.lsp.handlers.did_rename_files import did_rename_files
from answerable.lsp.handlers.did_save import did_save
from answerable.lsp.handlers.execute_command import execute_command
from answerable.lsp.handlers.exit import leave
from answerable.lsp.handlers.focus import focus
from answerable.lsp.handlers.hover import hover
from answerable.lsp.handlers.initialize import initialize
from answerable.lsp.handlers.initialized import initialized
from answerable.lsp.handlers.inlay_hint import inlay_hint
from answerable.lsp.handlers.progress_cancel import progress_cancel
from answerable.lsp.handlers.regions import regions
from answerable.lsp.handlers.set_trace import set_trace
from answerable.lsp.handlers.shutdown import shutdown
from answerable.lsp.handlers.stamp_preview import stamp_preview
from answerable.lsp.messages import BRANCH, DID_EDIT, FOCUS, REGIONS, STAMP_PREVIEW
from answerable.lsp.protocol import Handler

__all__ = ["HANDLERS"]

HANDLERS: Final[Mapping[str, Handler]] = {
    types.INITIALIZE: initialize,
    types.INITIALIZED: initialized,
    types.SHUTDOWN: shutdown,
    types.EXIT: leave,
    types.CANCEL_REQUEST: cancel_request,
    types.SET_TRACE: set_trace,
    types.TEXT_DOCUMENT_DID_OPEN: did_open,
    types.TEXT_DOCUMENT_DID_CHANGE: did_change,
    types.TEXT_DOCUMENT_DID_SAVE: did_save,
    types.TEXT_DOCUMENT_DID_CLOSE: did_close,
    types.TEXT_DOCUMENT_DIAGNOSTIC: diagnostic,
    types.TEXT_DOCUMENT_COMPLETION: completion,
    types.TEXT_DOCUMENT_HOVER: hover,
    types.TEXT_DOCUMENT_CODE_LENS: code_lens,
    types.TEXT_DOCUMENT_INLAY_HINT: inlay_hint,
    types.TEXT_DOCUMENT_CODE_ACTION: code_action,
    types.WORKSPACE_EXECUTE_COMMAND: execute_command,
    types.WORKSPACE_DID_CHANGE_CONFIGURATION: did_change_configuration,
    types.WORKSPACE_DID_CHANGE_WORKSPACE_FOLDERS: did_change_workspace_folders,
    types.WORKSPACE_DID_RENAME_FILES: did_rename_files,
    types.WINDOW_WORK_DONE_PROGRESS_CANCEL: progress_cancel,
    DID_EDIT: did_edit,
    REGIONS: regions,
    STAMP_PREVIEW: stamp_preview,
    BRANCH: branch,
    FOCUS: focus,
}

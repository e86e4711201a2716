"""How each agent wants to hear allow, ask and deny.

Allow says nothing wherever it can: an explicit allow would skip the questions that the agent itself asks its user.
An agent that cannot ask is refused what should be asked, and told that its user may run it.
"""

import json
from collections.abc import Callable
from typing import Final, NamedTuple

from answerable.core.guarding.danger import Verdict

__all__ = ["FORMS", "Reply", "reply_with"]

_CANNOT_ASK: Final = (
    " This needs the user's yes, and the agent cannot ask here: the user can run it in a terminal."
)


class Reply(NamedTuple):
    """What the agent's hook prints, and its exit code."""

    stdout: str = ""
    stderr: str = ""
    code: int = 0


_Form = Callable[[str, str, str], Reply]


def reply_with(
    agent: str, event: str, verdict: Verdict, sentence: str, *, can_ask: bool = True
) -> tuple[Reply, Verdict]:
    """The agent's reply to its hook `event`, and the verdict that the agent is really given."""
    if verdict is Verdict.ASK and not (can_ask and _asks(agent, event)):
        verdict, sentence = Verdict.DENY, sentence + _CANNOT_ASK
    form = FORMS.get(agent, _plugin)
    return form(event, verdict.word, f"Answerable: {sentence}" if sentence else ""), verdict


def _asks(agent: str, event: str) -> bool:
    if agent == "cursor":
        # Its other hooks take `ask` and do not ask.
        return event in {"beforeShellExecution", "beforeMCPExecution"}
    # Gemini CLI would ask, but without a terminal (seen with 0.61.0) it waits for the answer for ever, whatever its
    # approval mode, and no payload says whether it has one. Plugins of opencode can only throw.
    return agent in {"claude-code", "copilot", "amp", "agent-v1"}


def _json(value: dict[str, object]) -> str:
    return json.dumps(value, ensure_ascii=True) + "\n"


def _claude(event: str, word: str, sentence: str) -> Reply:
    if word == "allow":
        return Reply()
    told = {
        "hookEventName": event or "PreToolUse",
        "permissionDecision": word,
        "permissionDecisionReason": sentence,
    }
    return Reply(_json({"hookSpecificOutput": told}))


def _copilot(event: str, word: str, sentence: str) -> Reply:
    if event:
        # Only VS Code names the event, and its hooks have Claude's form.
        return _claude(event, word, sentence)
    return (
        Reply()
        if word == "allow"
        else Reply(_json({"permissionDecision": word, "permissionDecisionReason": sentence}))
    )


def _cursor(event: str, word: str, sentence: str) -> Reply:  # noqa: ARG001 - the signature of all forms
    if word == "allow":
        return Reply("{}\n")
    return Reply(_json({"permission": word, "user_message": sentence, "agent_message": sentence}))


def _gemini(event: str, word: str, sentence: str) -> Reply:  # noqa: ARG001 - the signature of all forms
    if word == "allow":
        return Reply("{}\n")
    # The question shows the system message, a refusal the reason.
    return Reply(_json({"decision": word, "reason": sentence, "systemMessage": sentence}))


def _cline(event: str, word: str, sentence: str) -> Reply:  # noqa: ARG001 - the signature of all forms
    return Reply(_json({"cancel": False} if word == "allow" else {"cancel": True, "errorMessage": sentence}))


def _exit(event: str, word: str, sentence: str) -> Reply:  # noqa: ARG001 - the signature of all forms
    return Reply() if word == "allow" else Reply(stderr=sentence + "\n", code=2)


def _plugin(event: str, word: str, sentence: str) -> Reply:  # noqa: ARG001 - the signature of all forms
    return Reply(_json({"decision": word, "reason": sentence}))


#: Agent -> its form. Plugins read the plain one: they throw, or ask, by `decision`.
FORMS: Final[dict[str, _Form]] = {
    "claude-code": _claude,
    "copilot": _copilot,
    "cursor": _cursor,
    "gemini-cli": _gemini,
    "cline": _cline,
    "codex": _exit,
    "windsurf": _exit,
    "kiro": _exit,
    "opencode": _plugin,
    "amp": _plugin,
    "agent-v1": _plugin,
}

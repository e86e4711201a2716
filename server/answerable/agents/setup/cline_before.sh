#!/bin/sh
# @mark; with --remove it is deleted.
# Tells Answerable what a tool is about to do, and hands on what Answerable's guard says to it.
python=@python
[ -x "$python" ] || { echo '{"cancel": false}'; exit 0; }
# Both read the whole of standard input; the dot keeps its last newlines.
input=$(cat; echo .)
printf %s "${input%.}" | "$python" @flags checkpoint cline >/dev/null
printf %s "${input%.}" | "$python" @flags guard cline

; The facts of Rust. A pattern's kind is the capture that is not one of @key @value @owner @object @name.

; A guard leaves the definition with an error, a bail leaves it quietly.
(if_expression condition: (_) @value consequence: (block (expression_statement (return_expression (_) @exits) @key) .)
  (#match? @exits "^(Err|Some[(]Err|Poll::Ready[(]Err|Box::pin|HttpResponse|Status)")) @guard
(if_expression condition: (_) @value consequence: (block (return_expression (_) @exits) @key .)
  (#match? @exits "^(Err|Some[(]Err|Poll::Ready[(]Err|HttpResponse|Status)")) @guard
(if_expression condition: (_) @value consequence: (block (expression_statement (macro_invocation macro: (_) @exits) @key) .)
  (#match? @exits "^(anyhow::|eyre::)?(bail|panic|unreachable|abort|ensure)$")) @guard
(if_expression condition: (_) @value consequence: (block (macro_invocation macro: (_) @exits) @key .)
  (#match? @exits "^(anyhow::|eyre::)?(bail|panic|unreachable|abort)$")) @guard
(if_expression condition: (_) @value consequence: (block (expression_statement (call_expression function: (_) @exits) @key) .)
  (#match? @exits "(^|::)(exit|abort)$")) @guard
(if_expression condition: (_) @value consequence: (block . (expression_statement [(return_expression . (_) @exits) (return_expression . "return" .) (continue_expression) (break_expression)] @key) .)
  (#not-match? @exits "^(Err|Some[(]Err|Poll::Ready[(]Err)")) @bail
(match_arm pattern: (match_pattern) @value value: (return_expression) @key (#match? @value "^(Err|None)\\b")) @guard
(match_arm pattern: (match_pattern) @value value: (block (expression_statement (return_expression) @key) .) (#match? @value "^(Err|None)\\b")) @guard
(let_declaration pattern: (_) @value alternative: (block)) @otherwise
(return_expression) @exit
(continue_expression) @exit
(break_expression) @exit
(macro_invocation macro: (_) @exits (#match? @exits "^(anyhow::|eyre::)?(bail|panic|unreachable|abort)$")) @exit
(call_expression function: (_) @exits (#match? @exits "(^|::)(exit|abort)$")) @exit
(macro_invocation macro: (_) @exits (token_tree) @value (#match? @exits "^(debug_)?assert(_eq|_ne|_matches)?$|^(anyhow::|eyre::)?ensure$")) @assert

; `?` passes an error on; `let _`, `.ok()` and an empty arm drop it.
(try_expression (call_expression function: (_) @key)) @propagate
(try_expression (await_expression (call_expression function: (_) @key))) @propagate
(try_expression [(identifier) (macro_invocation)] @key) @propagate
(let_declaration "let" . "_" value: (call_expression function: (_) @key) @value) @discard
(let_declaration "let" . "_" value: (await_expression (call_expression function: (_) @key)) @value) @discard
(expression_statement (call_expression function: (field_expression value: (call_expression function: (_) @key) field: (_) @exits)) @value
  (#match? @exits "^(ok|unwrap_or_default)$")) @discard
(expression_statement (call_expression function: (field_expression value: (await_expression (call_expression function: (_) @key)) field: (_) @exits)) @value
  (#eq? @exits "ok")) @discard
(match_expression value: (call_expression function: (_) @key)) @taken
(let_condition value: (call_expression function: (_) @key)) @taken
(match_arm pattern: (match_pattern) @key value: [(block) (unit_expression) (tuple_expression)] @value
  (#match? @key "^Err\\b") (#match? @value "^(\\(\\)|\\{\\s*(//[^\\n]*\\s*|\\(\\)\\s*)*\\})$")) @swallow
(if_expression condition: (let_condition pattern: (_) @key) consequence: (block) @value
  (#match? @key "^Err\\b") (#match? @value "^\\{\\s*(//[^\\n]*\\s*)*\\}$")) @swallow

(if_expression condition: (_) @value) @condition
(if_expression condition: (_) @value !alternative) @wrapped
(while_expression condition: (_) @value) @condition
(match_pattern condition: (_) @value) @condition
(return_expression (binary_expression operator: ["&&" "||"]) @value) @condition
(block (binary_expression operator: ["&&" "||"]) @value .) @condition

; What stands behind a return or a successful exit of the same block is never reached.
(block (expression_statement (return_expression)) @shortcut . [(expression_statement) (let_declaration) (call_expression) (macro_invocation)
  (match_expression) (if_expression) (binary_expression) (identifier) (try_expression)])
(block (expression_statement (call_expression function: (_) @exits arguments: (arguments . (integer_literal) .))) @shortcut . (_)
  (#match? @exits "(^|::)exit$"))

(attribute_item (attribute . [(identifier) (scoped_identifier)] @key arguments: (_) @value)) @decorator
(attribute_item (attribute . [(identifier) (scoped_identifier)] @key value: (_) @value)) @decorator
(attribute_item (attribute . [(identifier) (scoped_identifier)] @key .)) @decorator
(inner_attribute_item (attribute . (identifier) @key arguments: (_) @value)) @decorator
(parameter type: (_) @key) @parameter

(call_expression function: (_) @key arguments: (_) @value) @call
(macro_invocation macro: (_) @key (token_tree) @value) @call
(await_expression (_) @key) @awaited
(unsafe_block) @unsafe
(function_item (function_modifiers "unsafe")) @unsafe
(impl_item "unsafe") @unsafe
(struct_expression name: (_) @key body: (_) @value) @call
(struct_expression name: (_) @owner body: (field_initializer_list (field_initializer field: (_) @key value: (_) @value) @keyword))
(let_declaration pattern: (identifier) @key value: (_) @value) @assign
(assignment_expression left: (_) @key right: (_) @value) @assign
(const_item name: (_) @key value: (_) @value) @assign
(static_item name: (_) @key value: (_) @value) @assign
(use_declaration argument: (_) @value) @import

(line_comment) @comment
(block_comment) @comment
(ERROR) @error

[(string_literal) (raw_string_literal)] @string

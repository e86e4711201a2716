; The facts of Python. A pattern's kind is the capture that is not one of @key @value @owner @name.

; A guard leaves the definition with an error, a bail leaves it quietly.
(if_statement condition: (_) @value consequence: (block (raise_statement) @key .)) @guard
(elif_clause condition: (_) @value consequence: (block (raise_statement) @key .)) @guard
(if_statement condition: (_) @value consequence: (block (expression_statement (call function: (_) @exits) @key) .)
  (#match? @exits "(^|[.])(exit|_exit|abort|fail|die|error)$")) @guard
(elif_clause condition: (_) @value consequence: (block (expression_statement (call function: (_) @exits) @key) .)
  (#match? @exits "(^|[.])(exit|_exit|abort|fail|die|error)$")) @guard
(if_statement condition: (_) @value consequence: (block . [(return_statement) (continue_statement) (break_statement)] @key .)) @bail
(if_statement condition: (_) @value consequence: (block . (expression_statement) . (return_statement) @key .)) @bail
(elif_clause condition: (_) @value consequence: (block . [(return_statement) (continue_statement) (break_statement)] @key .)) @bail
(assert_statement . (_) @value) @assert
(raise_statement) @exit
(return_statement) @exit
(continue_statement) @exit
(break_statement) @exit
(expression_statement (call function: (_) @exits) @exit
  (#match? @exits "(^|[.])(exit|_exit|abort|fail|die|error)$"))

(call function: (_) @key arguments: (_) @value) @call
(call function: (_) @owner arguments: (argument_list (keyword_argument name: (_) @key value: (_) @value) @keyword))
(pair key: (_) @key value: (_) @value) @keyword
(assignment left: (_) @key right: (_) @value) @assign
(default_parameter name: (_) @key value: (_) @value) @default
(typed_default_parameter name: (_) @key value: (_) @value) @default
(decorator [(identifier) (attribute)] @key) @decorator
(decorator (call function: (_) @key arguments: (_) @value)) @decorator

; Conditions of what is no guard, and constants that decide them.
(if_statement condition: (_) @value) @condition
(elif_clause condition: (_) @value) @condition
(while_statement condition: (_) @value) @condition
(return_statement [(boolean_operator) (comparison_operator) (not_operator)] @value) @condition

; What stands behind a return or a successful exit of the same block is never reached. `@after` is any statement: to name
; those that count would take a third of the time that loading all of these patterns takes.
(block (return_statement) @shortcut . (_) @after)
(block (expression_statement (call function: (_) @exits arguments: (argument_list . (integer) .))) @shortcut . (_) @after
  (#match? @exits "(^|[.])(exit|_exit)$"))

(except_clause value: [(identifier) (attribute) (tuple)] @value) @handler
(except_clause value: (as_pattern . (_) @value)) @handler
(except_clause . (block)) @bare-handler
(except_clause value: (_)? @value (block . (pass_statement) .)) @swallow
(except_clause value: (_)? @value (block . (expression_statement (ellipsis)) .)) @swallow
(except_clause value: (_)? @value (block . (continue_statement) .)) @swallow
(except_clause (block (raise_statement) @reraise))

; What a block holds until its end, and what is done meanwhile.
(with_item value: (_) @key) @held
(with_statement (with_clause) @key body: (block) @value) @within
(await (_) @key) @awaited

(call function: (attribute attribute: (identifier) @key) arguments: (_) @value (#match? @key "^assert[A-Z_]")) @expectation
(comment) @comment
(ERROR) @error

; A docstring is prose; every other literal may hold a credential, SQL or a command line.
(expression_statement (string) @prose)
(expression_statement (concatenated_string) @prose)
(string) @string
(concatenated_string) @string

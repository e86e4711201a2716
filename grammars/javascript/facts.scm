; The facts of JavaScript and TypeScript. A pattern's kind is the capture that is not one of @key @value @owner @name.

; A guard leaves the definition with an error, a bail leaves it quietly.
(if_statement condition: (parenthesized_expression (_) @value) consequence: (throw_statement) @key) @guard
(if_statement condition: (parenthesized_expression (_) @value) consequence: (statement_block (throw_statement) @key .)) @guard
(if_statement condition: (parenthesized_expression (_) @value)
  consequence: (statement_block (expression_statement (call_expression function: (_) @exits)) @key .)
  (#match? @exits "(^|[.])(exit|abort|fail|reject|next|die)$")) @guard
(if_statement condition: (parenthesized_expression (_) @value)
  consequence: (expression_statement (call_expression function: (_) @exits)) @key
  (#match? @exits "(^|[.])(exit|abort|fail|reject|next|die)$")) @guard
(if_statement condition: (parenthesized_expression (_) @value) consequence: [(return_statement) (continue_statement) (break_statement)] @key) @bail
(if_statement condition: (parenthesized_expression (_) @value)
  consequence: (statement_block . [(return_statement) (continue_statement) (break_statement)] @key .)) @bail
(if_statement condition: (parenthesized_expression (_) @value)
  consequence: (statement_block . (expression_statement) . (return_statement) @key .)) @bail
(throw_statement) @exit
(return_statement) @exit
(continue_statement) @exit
(break_statement) @exit
(expression_statement (call_expression function: (_) @exits)
  (#match? @exits "(^|[.])(exit|abort|fail|reject|next|die)$")) @exit
(call_expression function: (_) @asserts arguments: (arguments . (_) @value)
  (#match? @asserts "^(console[.])?(assert|invariant|assert[.]ok|assert[.](strict)?[eE]qual)$")) @assert

(if_statement condition: (parenthesized_expression (_) @value)) @condition
(while_statement condition: (parenthesized_expression (_) @value)) @condition
(ternary_expression condition: (_) @value) @condition
(return_statement (binary_expression operator: ["&&" "||"]) @value) @condition

; What stands behind a return or a successful exit of the same block is never reached; functions are hoisted.
(statement_block (return_statement) @shortcut . [(expression_statement) (lexical_declaration) (if_statement) (for_statement)
  (for_in_statement) (while_statement) (return_statement) (throw_statement) (try_statement) (switch_statement) (variable_declaration)])
(statement_block (expression_statement (call_expression function: (_) @exits arguments: (arguments . (number) .))) @shortcut . (statement)
  (#match? @exits "(^|[.])exit$"))

(catch_clause body: (statement_block) @value) @swallow
(catch_clause body: (statement_block (throw_statement) @reraise))
(decorator (call_expression function: (_) @key arguments: (_) @value)) @decorator
(decorator [(identifier) (member_expression)] @key) @decorator

(call_expression function: (member_expression object: (call_expression function: (identifier) @exits (#eq? @exits "expect"))
  property: (_) @key) arguments: (_) @value) @expectation
(call_expression function: (member_expression object: (member_expression object: (call_expression function: (identifier) @exits
  (#eq? @exits "expect"))) property: (_) @key) arguments: (_) @value) @expectation
; A promise that is handed on to the caller needs no await of its own.
[(expression_statement (await_expression (_) @key) @awaited) (variable_declarator value: (await_expression (_) @key) @awaited)
  (assignment_expression right: (await_expression (_) @key) @awaited) (arguments (await_expression (_) @key) @awaited)
  (parenthesized_expression (await_expression (_) @key) @awaited) (unary_expression (await_expression (_) @key) @awaited)
  (binary_expression (await_expression (_) @key) @awaited) (pair value: (await_expression (_) @key) @awaited)]
(comment) @comment
(ERROR) @error

(call_expression function: (_) @key arguments: (_) @value) @call
(new_expression constructor: (_) @key arguments: (_) @value) @call
(call_expression function: (_) @owner arguments: (arguments (object (pair key: (_) @key value: (_) @value) @keyword)))
(new_expression constructor: (_) @owner arguments: (arguments (object (pair key: (_) @key value: (_) @value) @keyword)))
(pair key: (_) @key value: (_) @value) @keyword
(variable_declarator name: (identifier) @key value: (_) @value) @assign
(assignment_expression left: (_) @key right: (_) @value) @assign
(assignment_pattern left: (_) @key right: (_) @value) @default

(string) @string
(template_string) @string

(call_expression function: (_) @exits arguments: (arguments . (string) @key)
  (#match? @exits "^x?(it|test|specify)([.](each|concurrent|only|skip|failing|todo|fixme))*([(`]|$)")) @test

; The facts of Go. A pattern's kind is the capture that is not one of @key @value @owner @object @name.

; A failure is the test of the error that a call gave: its key is the call, its value how the branch ends.
(statement_list [(short_var_declaration right: (expression_list (call_expression function: (_) @key)))
  (assignment_statement right: (expression_list (call_expression function: (_) @key)))]
  . (if_statement !initializer condition: (_) @exits consequence: (block (statement_list (_) @value .))) @failure
  (#match? @exits "^([\\w.]*[.])?(err\\w*|\\w*Err\\w*|\\w*_err)\\s*!=\\s*nil$"))
(if_statement initializer: (_ right: (expression_list (call_expression function: (_) @key)))
  condition: (_) @exits consequence: (block (statement_list (_) @value .)) (#not-eq? @key "recover")
  (#match? @exits "^([\\w.]*[.])?(err\\w*|\\w*Err\\w*|\\w*_err)\\s*!=\\s*nil$")) @failure
(if_statement condition: (_) @exits consequence: (block (statement_list (_) @value .))
  (#match? @exits "^([\\w.]*[.])?(err\\w*|\\w*Err\\w*|\\w*_err)\\s*!=\\s*nil$")) @failure
(if_statement condition: (_) @exits consequence: (block) @value (#match? @exits "^([\\w.]*[.])?(err\\w*|\\w*Err\\w*|\\w*_err)\\s*!=\\s*nil$")
  (#match? @value "^\\{\\s*(//[^\\n]*\\s*)*\\}$")) @swallow
(assignment_statement left: (expression_list . (identifier) @exits .) right: (expression_list . (identifier) @asserts .)
  (#eq? @exits "_") (#match? @asserts "^(err\\w*|\\w*Err\\w*|\\w*_err)$")) @swallow
([(short_var_declaration left: (expression_list (identifier) @exits .) right: (expression_list (call_expression function: (_) @key) @value))
  (assignment_statement left: (expression_list (identifier) @exits .) right: (expression_list (call_expression function: (_) @key) @value))] @discard
  (#eq? @exits "_"))
([(short_var_declaration left: (expression_list (identifier) @exits .) right: (expression_list (call_expression function: (_) @key)))
  (assignment_statement left: (expression_list (identifier) @exits .) right: (expression_list (call_expression function: (_) @key)))] @taken
  (#match? @exits "^(err\\w*|\\w*Err\\w*|\\w*_err)$"))
(return_statement (expression_list (call_expression function: (_) @key))) @returned

; A guard leaves the definition with an error, a bail leaves it quietly.
(if_statement condition: (_) @value consequence: (block (statement_list (return_statement (expression_list (_) @exits .)) @key .))
  (#match? @exits "\\berr|Err|_err|\\berrors[.]|EOF|[fF]ail|[dD]enied|[fF]orbidden") (#not-match? @value "^([\\w.]*[.])?(err\\w*|\\w*Err\\w*|\\w*_err)\\s*!=\\s*nil$")) @guard
(if_statement condition: (_) @value consequence: (block (statement_list (expression_statement (call_expression function: (_) @exits)) @key .))
  (#match? @exits "^(panic|os[.]Exit|\\w*[lL]og\\w*[.](Fatal|Panic)\\w*)$") (#not-match? @value "^([\\w.]*[.])?(err\\w*|\\w*Err\\w*|\\w*_err)\\s*!=\\s*nil$")) @guard
(if_statement condition: (_) @value
  consequence: (block (statement_list (expression_statement (call_expression function: (_) @exits)) @key . (return_statement) .))
  (#match? @exits "(^|[.])(Error|Abort\\w*|Fail\\w*|WriteHeader|Forbidden|Unauthorized|BadRequest|NotFound|http[eE]rror\\w*|\\w*Error|Redirect)$")
  (#not-match? @value "^([\\w.]*[.])?(err\\w*|\\w*Err\\w*|\\w*_err)\\s*!=\\s*nil$")) @guard
(expression_switch_statement . (expression_case value: (expression_list . (_) @value .)
  (statement_list (return_statement (expression_list (_) @exits .)) @key .) (#match? @exits "\\berr|Err|_err|\\berrors[.]|EOF|[fF]ail")) @guard)
(if_statement condition: (_) @value consequence: (block (statement_list . (return_statement . (expression_list (_) @exits .)) @key .))
  (#not-match? @exits "\\berr|Err|_err|\\berrors[.]|EOF|[fF]ail|[dD]enied|[fF]orbidden")) @bail
(if_statement condition: (_) @value consequence: (block (statement_list . (return_statement . "return" .) @key .))) @bail
(if_statement condition: (_) @value consequence: (block (statement_list . [(continue_statement) (break_statement)] @key .))) @bail
(return_statement) @exit
(continue_statement) @exit
(break_statement) @exit
(expression_statement (call_expression function: (_) @exits)
  (#match? @exits "^panic$|[.](Exit|Fatal\\w*|Panic\\w*|Error|Abort\\w*|Fail\\w*|WriteHeader|Forbidden|Unauthorized|BadRequest|NotFound|\\w*Error|Redirect)$")) @exit

(if_statement condition: (_) @value) @condition
(if_statement condition: (_) @value consequence: (block (_)) !alternative) @wrapped
(for_statement (for_clause condition: (_) @value)) @condition
(for_statement (binary_expression) @value) @condition
(return_statement (expression_list . (binary_expression operator: ["&&" "||"]) @value .)) @condition

; What stands behind a return or a successful exit of the same block is never reached.
(statement_list (return_statement) @shortcut . [(expression_statement) (short_var_declaration) (assignment_statement) (var_declaration)
  (if_statement) (for_statement) (return_statement) (expression_switch_statement) (type_switch_statement) (defer_statement) (go_statement)])
(statement_list (expression_statement (call_expression function: (_) @exits arguments: (argument_list . (int_literal) .))) @shortcut . (_)
  (#eq? @exits "os.Exit"))

(call_expression function: (_) @key arguments: (_) @value) @call
(type_conversion_expression type: (_) @key operand: (_) @value) @call
(defer_statement (call_expression) @value) @deferred
(composite_literal type: (_) @key body: (_) @value) @call
(composite_literal type: (_) @owner body: (literal_value (keyed_element key: (literal_element (_) @key) value: (literal_element (_) @value)) @keyword))
(keyed_element key: (literal_element (_) @key) value: (literal_element (_) @value)) @keyword
(short_var_declaration left: (expression_list . (_) @key .) right: (expression_list . (_) @value .)) @assign
(assignment_statement left: (expression_list . (_) @key .) operator: "=" right: (expression_list . (_) @value .)) @assign
(var_spec name: (_) @key value: (expression_list . (_) @value .)) @assign
(const_spec name: (_) @key value: (expression_list . (_) @value .)) @assign

(if_statement condition: (_) @value consequence: (block (statement_list (expression_statement (call_expression function: (_) @key))))
  (#match? @key "^\\w+[.](Error|Errorf|Fatal|Fatalf|Fail|FailNow)$")) @expectation
(call_expression function: (selector_expression operand: (identifier) @exits field: (_) @key) arguments: (_) @value
  (#match? @exits "^(assert|require|is|qt|must|check|expect)$")) @expectation
(call_expression function: (selector_expression operand: (_) @exits field: (_) @key) arguments: (argument_list . (interpreted_string_literal) @value)
  (#match? @exits "^(t|b|s|suite)$") (#match? @key "^Run$")) @subtest
(comment) @comment
(ERROR) @error

(import_spec path: (_) @value) @import

; The path of an import and the tag of a field are no literals of the program.
(import_spec path: (_) @prose)
(field_declaration tag: (_) @prose)
[(interpreted_string_literal) (raw_string_literal)] @string

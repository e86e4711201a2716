; The facts of Java. A pattern's kind is the capture that is not one of @key @value @owner @object @name.

; A guard leaves the definition with an error, a bail leaves it quietly.
(if_statement condition: (parenthesized_expression (_) @value) consequence: (throw_statement) @key) @guard
(if_statement condition: (parenthesized_expression (_) @value) consequence: (block (throw_statement) @key .)) @guard
(if_statement condition: (parenthesized_expression (_) @value)
  consequence: (block (expression_statement (method_invocation name: (_) @exits)) @key . (return_statement)? .)
  (#match? @exits "^(exit|halt|abort\\w*|fail|sendError|setStatus|sendRedirect|onError|reject\\w*)$")) @guard
(if_statement condition: (parenthesized_expression (_) @value) consequence: [(return_statement) (continue_statement) (break_statement)] @key) @bail
(if_statement condition: (parenthesized_expression (_) @value)
  consequence: (block . [(return_statement) (continue_statement) (break_statement)] @key .)) @bail
(if_statement condition: (parenthesized_expression (_) @value)
  consequence: (block . (expression_statement) . (return_statement) @key .)) @bail
(throw_statement) @exit
(return_statement) @exit
(continue_statement) @exit
(break_statement) @exit
(expression_statement (method_invocation name: (_) @exits)
  (#match? @exits "^(exit|halt|abort\\w*|fail|sendError|setStatus|sendRedirect|onError|reject\\w*)$")) @exit
(assert_statement . (_) @value) @assert
(method_invocation object: (_)? @exits name: (_) @key arguments: (argument_list . (_) @value)
  (#match? @key "^(requireNonNull|requireNonNullElse|checkNotNull|checkArgument|checkState|checkElementIndex|checkPositionIndex|notNull|notEmpty|hasText|isTrue|notBlank|validState|checkPositive|checkPositiveOrZero|checkNonEmpty|isInstanceOf|checkInRange)$")
  (#not-match? @exits "^(this|assert\\w*|[a-z]\\w*[.]\\w*|\\w+\\(.*)$")) @assert

(if_statement condition: (parenthesized_expression (_) @value)) @condition
(if_statement condition: (parenthesized_expression (_) @value) !alternative) @wrapped
(while_statement condition: (parenthesized_expression (_) @value)) @condition
(do_statement condition: (parenthesized_expression (_) @value)) @condition
(for_statement condition: (_) @value) @condition
(ternary_expression condition: (_) @value) @condition
(return_statement (binary_expression operator: ["&&" "||"]) @value) @condition

; What stands behind a return or a successful exit of the same block is never reached.
(block (return_statement) @shortcut . (statement))
(block (expression_statement (method_invocation name: (_) @exits arguments: (argument_list . (decimal_integer_literal) .))) @shortcut . (statement)
  (#eq? @exits "exit"))

(catch_clause (catch_formal_parameter (catch_type) @value)) @handler
(catch_clause (catch_formal_parameter (catch_type) @value) body: (block) @asserts (#match? @asserts "^\\{\\s*((//[^\\n]*|/\\*(.|\\n)*?\\*/|return;|continue;|;)\\s*)*\\}$")) @swallow
(catch_clause body: (block (throw_statement) @reraise))

; A method that says yes to everything, or nothing at all.
(method_declaration name: (_) @key parameters: (_) @owner body: (block) @value
  (#match? @value "^\\{\\s*(return true;\\s*)?\\}$")) @hollow

(annotation name: (_) @key arguments: (_) @value) @decorator
(marker_annotation name: (_) @key) @decorator
(annotation name: (_) @owner arguments: (annotation_argument_list (element_value_pair key: (_) @key value: (_) @value) @keyword))

(method_invocation object: (_) @object name: (_) @key arguments: (_) @value) @call
(method_invocation !object name: (_) @key arguments: (_) @value) @call
(object_creation_expression type: (_) @key arguments: (_) @value) @call
(variable_declarator name: (_) @key value: (_) @value) @assign
(assignment_expression left: (_) @key right: (_) @value) @assign

(method_invocation name: (_) @key arguments: (_) @value (#match? @key "^(assert\\w+|fail|verify\\w*|isEqualTo\\w*|isSameAs|isNull|isNotNull|isTrue|isFalse|isEmpty|isNotEmpty|hasSize|contains\\w*|isInstanceOf|hasMessage\\w*|isPresent|isNotPresent|expectError\\w*|expectNext\\w*)$")) @expectation
(synchronized_statement (parenthesized_expression (_) @value)) @lock
(synchronized_statement (parenthesized_expression (_) @key) body: (block) @value) @within
(method_declaration (modifiers "synchronized" @value)) @lock
(field_declaration (modifiers "volatile" @value)) @lock
(try_with_resources_statement resources: (resource_specification (resource value: (_) @value) @resource))
(line_comment) @comment
(block_comment) @comment
(ERROR) @error

(string_literal) @string

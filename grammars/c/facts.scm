; The facts of C and C++. A pattern's kind is the capture that is not one of @key @value @owner @object @name.

; A guard leaves the definition with an error, a bail leaves it quietly.
(if_statement condition: (condition_clause value: (_) @value) consequence: [(throw_statement) (goto_statement)] @key) @guard
(if_statement condition: (condition_clause value: (_) @value) consequence: (compound_statement [(throw_statement) (goto_statement)] @key .)) @guard
(if_statement condition: (condition_clause value: (_) @value) consequence: (return_statement . (_) @exits) @key
  (#match? @exits "^(-|NULL$|nullptr$|false$|\\w*(ERR|FAIL|INVAL|E_|[eE]rror|Error)|(rc|ret|err|status|result|res|rv|r)$|CURLE_|\\w+_E\\w*)")) @guard
(if_statement condition: (condition_clause value: (_) @value) consequence: (compound_statement (return_statement . (_) @exits) @key .)
  (#match? @exits "^(-|NULL$|nullptr$|false$|\\w*(ERR|FAIL|INVAL|E_|[eE]rror|Error)|(rc|ret|err|status|result|res|rv|r)$|CURLE_|\\w+_E\\w*)")) @guard
(if_statement condition: (condition_clause value: (_) @value) consequence: (expression_statement (call_expression function: (_) @exits)) @key
  (#match? @exits "(^|::|_)(exit|_exit|abort|die|terminate|fatal|panic|bug|error|fail\\w*|BUG)$")) @guard
(if_statement condition: (condition_clause value: (_) @value) consequence: (compound_statement (expression_statement (call_expression function: (_) @exits)) @key .)
  (#match? @exits "(^|::|_)(exit|_exit|abort|die|terminate|fatal|panic|bug|error|fail\\w*|BUG)$")) @guard
(if_statement condition: (condition_clause value: (_) @value) consequence: [(return_statement) (continue_statement) (break_statement)] @key) @bail
(if_statement condition: (condition_clause value: (_) @value) consequence: (compound_statement . [(return_statement) (continue_statement) (break_statement)] @key .)) @bail
(throw_statement) @exit
(return_statement) @exit
(goto_statement) @exit
(continue_statement) @exit
(break_statement) @exit
(expression_statement (call_expression function: (_) @exits)
  (#match? @exits "(^|::|_)(exit|_exit|abort|die|terminate|fatal|panic|bug|error|fail\\w*|BUG)$")) @exit
(call_expression function: (_) @asserts arguments: (argument_list . (_) @value)
  (#match? @asserts "^(assert|ASSERT|DCHECK\\w*|g_assert\\w*|g_return_if_fail|g_return_val_if_fail|BUG_ON|WARN_ON\\w*|RTC_CHECK\\w*|CHECK_GE|CHECK_LT|Expects|Ensures|gsl_Expects|static_assert|MOZ_ASSERT|NS_ENSURE\\w*|Q_ASSERT|av_assert\\w|tor_assert|XASSERT|VERIFY)$")) @assert
(static_assert_declaration condition: (_) @value) @assert
(expression_statement (cast_expression type: (type_descriptor) @exits value: (call_expression function: (_) @key) @value) (#eq? @exits "void")) @discard

(if_statement condition: (condition_clause value: (_) @value)) @condition
(if_statement condition: (condition_clause value: (_) @value) !alternative) @wrapped
(while_statement condition: (condition_clause value: (_) @value)) @condition
(for_statement condition: (_) @value) @condition
(conditional_expression condition: (_) @value) @condition
(return_statement (binary_expression operator: ["&&" "||"]) @value) @condition

; What stands behind a return or a successful exit of the same block is never reached.
(compound_statement (return_statement) @shortcut . [(expression_statement) (declaration) (if_statement) (for_statement) (while_statement)
  (return_statement) (switch_statement) (do_statement) (throw_statement)])
(compound_statement (expression_statement (call_expression function: (_) @exits arguments: (argument_list . (number_literal) .))) @shortcut . (_)
  (#match? @exits "(^|::)_?exit$"))

(catch_clause parameters: (parameter_list (parameter_declaration type: (_) @value))) @handler
(catch_clause parameters: (parameter_list . "(" . "..." @value)) @handler
(catch_clause parameters: (parameter_list (parameter_declaration type: (_) @value)) body: (compound_statement) @asserts
  (#match? @asserts "^\\{\\s*(//[^\\n]*\\s*|/\\*(.|\\n)*?\\*/\\s*|;\\s*)*\\}$")) @swallow
(catch_clause parameters: (parameter_list . "(" . "..." @value) body: (compound_statement) @asserts
  (#match? @asserts "^\\{\\s*(//[^\\n]*\\s*|/\\*(.|\\n)*?\\*/\\s*|;\\s*)*\\}$")) @swallow
(catch_clause body: (compound_statement (throw_statement) @reraise))

(call_expression function: (_) @key arguments: (_) @value) @call
(declaration type: (_) @key declarator: [(init_declarator value: (argument_list) @value) (function_declarator parameters: (_) @value)]
  (#match? @key "lock|Lock|guard|Guard|timer|Timer|thread|Thread|Transaction")) @call
(initializer_pair designator: (_) @key value: (_) @value) @keyword
(init_declarator declarator: (_) @key value: (_) @value) @assign
(assignment_expression left: (_) @key operator: "=" right: (_) @value) @assign
(preproc_def name: (_) @key value: (_) @value) @assign
(field_declaration declarator: (_) @key default_value: (_) @value) @assign
(optional_parameter_declaration declarator: (_) @key default_value: (_) @value) @default
(enumerator name: (_) @key value: (_) @value) @assign

(call_expression function: (_) @key arguments: (_) @value
  (#match? @key "^(EXPECT|ASSERT|CHECK|REQUIRE|BOOST_CHECK|BOOST_REQUIRE|BOOST_TEST|TEST_ASSERT|CU_ASSERT|ck_assert|cr_assert|cr_expect|g_assert|assert|assert_that|assert_int|assert_string|assert_true|assert_null|assert_non|MUNIT|munit_assert|QCOMPARE|QVERIFY|CPPUNIT_ASSERT)(_?\\w*)$")) @expectation
(comment) @comment
(preproc_call directive: (_) @exits argument: (_) (#eq? @exits "#pragma")) @comment
(ERROR) @error

(preproc_include path: (_) @prose)
[(string_literal) (raw_string_literal) (concatenated_string)] @string

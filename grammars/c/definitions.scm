; The definitions: what has a name and a body. They are part of the fact query and, alone, of the outline.

(function_definition declarator: (function_declarator declarator: (_) @name)
  (#not-match? @name "^(TEST|TEST_F|TEST_P|TYPED_TEST\\w*|BOOST_\\w+|TEST_CASE|SECTION|SCENARIO|START_TEST|Test|Ensure|CTEST2?)$")) @definition
(function_definition declarator: (_ declarator: (function_declarator declarator: (_) @name))) @definition
(function_definition declarator: (function_declarator declarator: (_) @owner parameters: (_) @name)
  (#match? @owner "^(TEST|TEST_F|TEST_P|TYPED_TEST\\w*|BOOST_\\w+|TEST_CASE|SCENARIO|START_TEST|Test|Ensure|CTEST2?)$")) @definition
(class_specifier name: (_) @name body: (_)) @definition
(struct_specifier name: (_) @name body: (_)) @definition
(namespace_definition name: (_) @name) @definition
